"""Joining and signing in: what allauth does here, and the limits it holds."""

from config.settings.environment import env

# --- Passwords ----------------------------------------------------------------
# Length over rules: nothing is asked of a password but that it is long enough and
# on no list, plain or disguised.
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 8},
    },
    {"NAME": "accounts.forms.passwords.MaximumLengthValidator"},
    {"NAME": "accounts.forms.passwords.ListedPasswordValidator"},
    {
        "NAME": (
            "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"
        ),
        "OPTIONS": {"user_attributes": ("handle", "display_name", "email")},
    },
]

# --- Accounts -----------------------------------------------------------------
ACCOUNT_ADAPTER = "onboarding.adapter.AccountAdapter"
ACCOUNT_USER_DISPLAY = "onboarding.adapter.name_of"
# A handle is asked for: one made from the address would give the mailbox away.
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "login": "accounts.forms.entrance.LoginForm",
    "signup": "onboarding.forms.signup.SignupForm",
    "add_email": "accounts.forms.entrance.NewAddressForm",
    "change_password": "accounts.forms.entrance.ChangePasswordForm",
    "set_password": "accounts.forms.entrance.SetPasswordForm",
    "reset_password": "accounts.forms.entrance.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.entrance.NewPasswordForm",
    "reauthenticate": "accounts.forms.entrance.ReauthenticateForm",
    "request_login_code": "accounts.forms.entrance.RequestCodeForm",
    "confirm_login_code": "accounts.forms.entrance.LoginCodeForm",
    "confirm_email_verification_code": "accounts.forms.entrance.AddressCodeForm",
    "confirm_password_reset_code": "accounts.forms.entrance.ResetCodeForm",
}
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
# Whoever owns an account hears of every change to the ways into it.
ACCOUNT_EMAIL_NOTIFICATIONS = True

# Codes go by mail and live for ten minutes. A page that is merely opened, by a
# person or by a mail scanner, uses none up.
CODE_SECONDS = 10 * 60
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 8}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = CODE_SECONDS
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = CODE_SECONDS
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = CODE_SECONDS

# --- Step-up: export, deletion, address, second factor --------------------------
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60

# --- Limits, counted in the cache "limits" --------------------------------------
# Ten wrong passwords in five minutes an account, thirty a minute an address of the
# network; five mails an hour to one mailbox.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "30/m/ip,10/5m/key",
    "signup": "20/m/ip",
    "confirm_email": "5/h/key",
    "request_login_code": "20/m/ip,5/h/key",
    "reset_password": "20/m/ip,5/h/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "10/5m/user",
    "manage_email": "10/h/user",
    "reauthenticate": "10/5m/user",
}

# --- Second factor --------------------------------------------------------------
MFA_ADAPTER = "onboarding.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "accounts.forms.second_factor.AuthenticateForm",
    "reauthenticate": "accounts.forms.second_factor.ReauthenticateForm",
    "activate_totp": "accounts.forms.second_factor.ActivateAppForm",
    "login_webauthn": "accounts.forms.second_factor.LoginPasskeyForm",
    "authenticate_webauthn": "accounts.forms.second_factor.AuthenticatePasskeyForm",
    "reauthenticate_webauthn": "accounts.forms.second_factor.ReauthenticatePasskeyForm",
    "add_webauthn": "accounts.forms.second_factor.AddPasskeyForm",
    "edit_webauthn": "accounts.forms.second_factor.RenamePasskeyForm",
}

# --- GitHub and Google ------------------------------------------------------------
# A provider exists once its keys are set; without them its addresses answer 404.
SOCIALACCOUNT_ADAPTER = "onboarding.adapter.ProviderAdapter"
SOCIALACCOUNT_FORMS = {"signup": "onboarding.forms.signup.ProviderSignupForm"}
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {
    name: {
        "APPS": [
            {
                "client_id": env.str(f"{name.upper()}_CLIENT_ID"),
                "secret": env.str(f"{name.upper()}_CLIENT_SECRET", default=""),
            }
        ],
        "OAUTH_PKCE_ENABLED": True,
    }
    for name in ("github", "google")
    if env.str(f"{name.upper()}_CLIENT_ID", default="")
}
