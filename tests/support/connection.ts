/** A connection that a person has made and authorised. */
export const CONNECTION =
    "arn:aws:codeconnections:eu-west-1:111122223333:connection/01234567-89ab-cdef-0123-456789abcdef";

const deploy = { kind: "ecs", port: 8080, count: 1 };
const asked = { repository: "acme/shop", pullRequests: true };
const tokenSecretArn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:github-status-AbCdEf";
const source = { kind: "github", ...asked, commitStatus: { tokenSecretArn } };

/** Lines of one repository, as no example has them; with the longest name that a line may have among them. */
export const CONNECTED_LINES = {
    "fairlead:connections": { github: CONNECTION },
    "fairlead:services": {
        web: { source: { ...source, folder: "services/web" }, build: { kind: "codebuild", testStage: "test" }, deploy },
        "a-name-of-18-chars": { source: { ...source, tags: ["v*"] }, build: { kind: "codebuild" }, deploy },
        later: { source: { kind: "gitlab", ...asked }, build: { kind: "codebuild" }, deploy },
    },
};
