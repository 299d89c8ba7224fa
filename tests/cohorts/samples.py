"""What the addresses of cohorts are asked for, by the keys of its matrix."""

SAMPLES = {
    "cohort": lambda world, persona: world.cohort.slug,
}
