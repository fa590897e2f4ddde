// What a job is at AWS: the role that it takes on, and its login to the registry.
import { readArn } from "../../../plan/arn";
import { Denied, NotRehearsed, Refused } from "../../account/gateway";
import { assumeByKey, assumeByToken, claimsOf, sessionFits } from "../identity";
import { type ActionStep, type StandIn, StepFailed } from "./types";

const NO_TOKEN =
    "It looks like you might be trying to authenticate with OIDC. Did you mean to set the `id-token` permission? " +
    "Credentials could not be loaded, please check your action inputs: Could not load credentials from any providers";

/** https://github.com/aws-actions/configure-aws-credentials */
export const configureAwsCredentials: StandIn = {
    name: "aws-actions/configure-aws-credentials",
    fidelity: {
        executed:
            "the claims of the job's token, as GitHub documents them; `id-token: write`; access keys of users that the plan makes",
        evaluated:
            "the trust policy of the role, by those claims or the key's user; that user's own policy; its longest session",
        stoodIn: "the credentials: whose the job's `aws` and `docker` are, until another step takes on another role",
        notRehearsed: "access keys without a role, roles by way of another role, session policies and tags",
        source: "https://github.com/aws-actions/configure-aws-credentials#options",
    },
    inputs: {
        "aws-region": "",
        "role-to-assume": "",
        "role-session-name": "GitHubActions",
        "role-duration-seconds": "3600",
        audience: "sts.amazonaws.com",
        "mask-aws-account-id": "false",
        "output-credentials": "false",
        "unset-current-credentials": "false",
        "role-skip-session-tagging": "false",
        "aws-access-key-id": "",
        "aws-secret-access-key": "",
        "disable-retry": "false",
        "retry-max-attempts": "12",
        "allowed-account-ids": "",
        "output-env-credentials": "true",
    },
    refused: {
        "aws-session-token": { says: "a session of somebody's is in no plan; take on a role by a token or a key" },
        "role-chaining": { unless: ["false"], says: "name the role that is wanted in the end" },
        "role-external-id": { says: "a token is trusted by its claims" },
        "web-identity-token-file": { says: "the job's own token is used" },
        "inline-session-policy": { says: "write the limit into the role" },
        "managed-session-policies": { says: "write the limit into the role" },
        "http-proxy": { says: "the rehearsed account is asked without one" },
        "use-existing-credentials": { unless: ["false"], says: "each step takes on its own role" },
    },
    required: ["aws-region", "role-to-assume"],
    async run(step) {
        const { inputs, facts, variable, output, mask, say } = step;
        const role = inputs["role-to-assume"] ?? "";
        const region = inputs["aws-region"] ?? "";
        if (!/^[a-z]{2,}(-[a-z]+)+-\d$/.test(region)) throw new StepFailed(`Region is not valid: ${region}`);
        if (!/^arn:[^:]+:iam::\d{12}:role\/./.test(role))
            throw new StepFailed(`role-to-assume is no ARN of a role: ${role === "" ? "it is empty" : role}`);
        const byKey = (inputs["aws-access-key-id"] ?? "") !== "";
        if (!byKey && facts.permissions.get("id-token") !== "write") throw new StepFailed(NO_TOKEN);
        const { account } = readArn(role);
        const allowed = (inputs["allowed-account-ids"] ?? "").split(",").filter((id) => id.trim() !== "");
        if (allowed.length > 0 && !allowed.some((id) => id.trim() === account))
            throw new StepFailed(
                `The account ID of the provided credentials (${account}) does not match any of the expected`,
            );
        if (byKey) takeOnByKey(step, role);
        else await assume(step, role);
        const session = inputs["role-session-name"];
        const by = { role, as: facts.id, ...(session === undefined ? {} : { session }) };
        step.credentials.take({ by, place: { region, account } });
        if (inputs["mask-aws-account-id"] === "true") mask(account);
        variable("AWS_REGION", region);
        variable("AWS_DEFAULT_REGION", region);
        output("aws-account-id", account);
        output("authenticated-arn", `${role}/${session ?? ""}`);
        say(`Authenticated as assumedRoleId ${role.split("/").pop() ?? ""}:${session ?? ""}`);
    },
};

async function assume({ account, facts, inputs }: ActionStep, role: string): Promise<void> {
    const claims = claimsOf(facts, inputs["audience"]);
    const seconds = Number(inputs["role-duration-seconds"]);
    try {
        await assumeByToken(account, { role, claims, seconds, session: inputs["role-session-name"] ?? "" });
    } catch (error) {
        if (error instanceof Denied)
            throw new StepFailed(
                `Could not assume role with OIDC: Not authorized to perform sts:AssumeRoleWithWebIdentity; ${role} does not trust ${String(claims["sub"])} (aud ${String(claims["aud"])})`,
            );
        if (error instanceof Refused) throw new StepFailed(`Could not assume role with OIDC: ${error.message}`);
        throw error;
    }
}

/** With a key, the action takes on the role as that key's user, and tags the session unless it is told not to. */
function takeOnByKey({ account, facts, inputs }: ActionStep, role: string): void {
    const [keyId = "", secret = ""] = [inputs["aws-access-key-id"], inputs["aws-secret-access-key"]];
    if (secret === "")
        throw new StepFailed("'aws-secret-access-key' must be provided if 'aws-access-key-id' is provided");
    if (inputs["role-skip-session-tagging"] !== "true")
        throw new NotRehearsed("tags of a session; set role-skip-session-tagging: true");
    try {
        assumeByKey(account, { keyId, secret, role, session: inputs["role-session-name"] ?? "", as: facts.id });
        sessionFits(account, role, Number(inputs["role-duration-seconds"]));
    } catch (error) {
        if (error instanceof Denied)
            throw new StepFailed(
                `User: ${error.call.by.role} is not authorized to perform: sts:AssumeRole on resource: ${role}`,
            );
        if (error instanceof Refused) throw new StepFailed(error.message);
        throw error;
    }
}

/** https://github.com/aws-actions/amazon-ecr-login */
export const ecrLogin: StandIn = {
    name: "aws-actions/amazon-ecr-login",
    fidelity: {
        evaluated: "`ecr:GetAuthorizationToken` of the role that the job has taken on",
        stoodIn: "docker's login, for the account's own registry",
        notRehearsed: "ECR Public, the registries of other accounts",
        source: "https://github.com/aws-actions/amazon-ecr-login#usage",
    },
    inputs: { "mask-password": "true", "skip-logout": "false", "http-proxy": "" },
    refused: {
        "registry-type": { unless: ["private"], says: "the account's own registry alone is there" },
        registries: { says: "the account's own registry alone is there" },
    },
    async run({ credentials, program, say, mask, output }) {
        const { place } = credentials.required();
        const asked = await program("aws", ["ecr", "get-login-password", "--region", place.region]);
        if (asked.code !== 0) throw new StepFailed((asked.err ?? "").trim());
        const password = Buffer.from(asked.out as string)
            .toString("utf8")
            .trim();
        mask(password);
        const registry = `${place.account}.dkr.ecr.${place.region}.amazonaws.com`;
        const login = ["login", "--username", "AWS", "--password-stdin", registry];
        const answered = await program("docker", login, password);
        if (answered.code !== 0) throw new StepFailed((answered.err ?? "").trim());
        say(`Logging into registry ${registry}`);
        output("registry", registry);
        output(`docker_username_${registry.replaceAll(/[^a-zA-Z0-9]/g, "_")}`, "AWS");
    },
};
