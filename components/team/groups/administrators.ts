import type { Group } from "./group";

/** Made only where the stack's `loosen` says so, and of use only with a second factor. */
export const administrators: Group = {
    group: "administrators",
    does: "All rights of the account, with a second factor; only where loosen says administrators.",
    isAdministrator: true,
    may: () => [],
    never: () => [],
    besides: [],
};
