import { connected } from "./connected";

/** Bitbucket Cloud. */
export const bitbucket = connected({
    kind: "bitbucket",
    name: "Bitbucket",
    repository: {
        pattern: /^[\w-]+\/[\w.-]+$/,
        allowed: "workspace/name, as in the repository's address",
        example: "acme/web-shop",
    },
});
