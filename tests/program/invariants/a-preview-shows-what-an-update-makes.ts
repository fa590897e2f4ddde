import type { Invariant } from "./invariant";

/** A resource born in an `apply` is missing from the preview of an empty account: nobody could agree to it. */
export const invariant: Invariant = (plan, preview) => {
    const made = new Set(plan.resources.map(({ urn }) => urn));
    const shown = new Set(preview.resources.map(({ urn }) => urn));
    return [
        ...[...made].filter((urn) => !shown.has(urn)).map((urn) => `${urn} is made, but no preview shows it`),
        ...[...shown].filter((urn) => !made.has(urn)).map((urn) => `${urn} is shown by a preview, but never made`),
    ];
};
