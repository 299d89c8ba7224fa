// Passkeys: each button names what it does and where its answer goes.
// data-passkey is "add", "login" or "authenticate"; data-credential the field for the
// answer; data-options the element with what the device is asked.

const forms = window.allauth.webauthn.forms;

for (const button of document.querySelectorAll("[data-passkey]")) {
  const { passkey, credential, options, alone } = button.dataset;
  forms[`${passkey}Form`]({
    ids: { [passkey]: button.id, credential, data: options, passwordless: alone },
  });
}

// A device that would not use its passkey is an answer, not a silence.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const trouble = document.querySelector("[data-passkey-trouble]");
  if (trouble) trouble.hidden = false;
});
