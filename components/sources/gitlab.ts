import { connected } from "./connected";

/** GitLab.com, where groups hold groups. */
export const gitlab = connected({
    kind: "gitlab",
    name: "GitLab",
    repository: {
        pattern: /^[\w.-]+(\/[\w.-]+){1,20}$/,
        allowed: "group/name, or with the groups in between, as in the project's address",
        example: "acme/shop/web-shop",
    },
});
