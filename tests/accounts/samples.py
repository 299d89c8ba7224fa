"""What the addresses of accounts are asked for, by the keys of its matrix."""

SAMPLES = {
    "author-s-handle": lambda world, persona: world.author.handle,
    "version": lambda world, persona: 1,
}
