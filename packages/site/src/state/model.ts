import { signal } from "@preact/signals"

/** The model that the visitor chose; `undefined` leaves it to the deployment. */
export const chosenModelId = signal<string | undefined>()
