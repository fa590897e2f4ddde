// How ECS pulls an image of a registry that is not ECR: of a private one by the login that a secret of Secrets Manager holds.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html
import type { Plan } from "../../../plan/document";
import { isRecord, parsed } from "../../../plan/plans";
import type { LocalAccount } from "../../account/local-account";
import { type Caller, Refused } from "../../account/gateway";
import { referenceOf, RegistryClient } from "../../containers/registry-client";
import { keepsInPublic } from "../../services/ecr-public";
import { DOCKER_HUB, keepsOnDockerHub, loginIn, type Login } from "../../services/docker-hub";
import type { BuiltImage } from "../../services/image";
import { secretArn } from "../../services/secrets";

/** Whether a line keeps its images in this repository; all others are stood in for. */
export function isOfALine(account: LocalAccount, image: string): boolean {
    const repository = image.replace(/@.*$/, "").replace(/:[^/]*$/, "");
    return keepsOnDockerHub(account, repository) || keepsInPublic(account, repository);
}

/** The login that a secret holds, in the words of ECS's agent where it holds none: `agent/asm` in aws/amazon-ecs-agent. */
export async function loginBy(account: LocalAccount, by: Caller, plan: Plan, secret: string): Promise<Login> {
    const on = secretArn(account, plan, secret);
    const call = { by, action: "secretsmanager:GetSecretValue", on, input: { SecretId: secret } };
    const answer = (await account.gateway.call(call)) as { SecretString: string; StandIn?: boolean };
    if (answer.StandIn === true)
        return loginIn(account, on) ?? { username: "rehearsed", password: answer.SecretString };
    const held = parsed(answer.SecretString);
    if (!isRecord(held))
        throw malformed("asm fetching authorization data: unable to unmarshal secret value, invalid schema");
    const { username, password } = held;
    for (const [field, value] of Object.entries({ username, password }))
        if (typeof value !== "string" || value === "")
            throw malformed(`asm fetching ${field}: AuthorizationData is malformed, empty field`);
    return { username: String(username), password: String(password) };
}

const malformed = (why: string): Refused => new Refused("AuthorizationData", why);

export async function pullFrom(
    account: LocalAccount,
    by: Caller,
    image: string,
    login: Login | undefined,
): Promise<BuiltImage> {
    const registry = new RegistryClient(account, by, new Map());
    if (login && !registry.logIn(DOCKER_HUB, login.username, login.password))
        throw new Refused("Unauthorized", `${image}: 401 Unauthorized: incorrect username or password`);
    return registry.pull(referenceOf(image));
}
