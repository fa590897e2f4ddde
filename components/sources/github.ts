import { connected } from "./connected";

/** GitHub, and GitHub Enterprise Cloud. */
export const github = connected({
    kind: "github",
    name: "GitHub",
    repository: {
        pattern: /^[A-Za-z0-9-]{1,39}\/[\w.-]{1,100}$/,
        allowed: "owner/name, as in the repository's address",
        example: "acme/web-shop",
    },
});
