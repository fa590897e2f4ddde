// Docker Hub, as far as lines use it: private repositories, which the first push makes, and accounts with a token each. Who may
// push and pull is what the settings of the plans' lines say; the tokens are what the rehearsal's Parameter Store holds.
// https://docs.docker.com/docker-hub/repos/
import { settingsOf } from "../../plan/lines";
import { below, text, type Plan } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import type { LocalAccount } from "../account/local-account";
import { Refused } from "../account/gateway";
import type { Fidelity } from "../engine/fidelity";
import type { Digest } from "../engine/journal";
import { imageDigest, imageOf, mediaTypeOf, type BuiltImage } from "./image";
import type { ImageId } from "./image-rules";
import { Images } from "./images";
import { heldInStore } from "./secrets";

export const DOCKER_HUB = "docker.io";

export const dockerHubFidelity: Fidelity = {
    executed:
        "docker login, push, pull, buildx imagetools inspect and create; tags that move, repositories made by a push",
    evaluated: "which account may push to a repository and pull from it, by the settings of the lines; its token",
    stoodIn: "tokens, by what the rehearsal's Parameter Store holds",
    notRehearsed: "limits of pulls, public repositories, teams, scans",
    source: "https://docs.docker.com/docker-hub/repos/",
};

export interface Login {
    readonly username: string;
    readonly password: string;
}

/** Somebody that a line's settings name, and what the line has this account for. */
interface Account extends Login {
    /** ARN of the secret that holds its login as well. */
    readonly secret?: string;
    /** As docker names it, without a tag. */
    readonly repository: string;
    readonly pushes: boolean;
}

function accountsOf(account: LocalAccount): readonly Account[] {
    return account.plans.all.flatMap(settingsOf).flatMap(({ plan, name, registry }) =>
        ["push", "pull"].flatMap((role) => {
            const { username, ...named } = below(registry ?? {}, role);
            const parameter = parameterOf(plan, named);
            if (typeof username !== "string" || parameter === undefined) return [];
            const repository = `${DOCKER_HUB}/${String(registry?.["repository"])}`;
            const password = heldInStore(account, parameter);
            return [{ username, password, repository, pushes: role === "push", secret: secretOf(plan, name, named) }];
        }),
    );
}

/** The parameter that the settings name, or the one that is made of a secret of the stack's file. */
function parameterOf(
    { resources }: Plan,
    { passwordParameter, passwordSecret }: Readonly<Record<string, unknown>>,
): string | undefined {
    if (typeof passwordParameter === "string") return passwordParameter;
    if (typeof passwordSecret !== "string") return undefined;
    const made = resources.find(({ type, name }) => type === TYPE.parameter && name.endsWith(`-${passwordSecret}`));
    return made && text(made, "name");
}

/** The secret that the settings name, or the one that the line makes. */
function secretOf({ resources }: Plan, line: string, named: Readonly<Record<string, unknown>>): string | undefined {
    const { secretArn } = named;
    if (typeof secretArn === "string") return secretArn;
    const made = resources.find(({ type, parent = "" }) => type === TYPE.secret && parent.endsWith(`Line::${line}`));
    return made && text(made, "arn");
}

/** What a secret holds whose text no plan shows: the login of the line that names it, for whoever may read it. */
export function loginIn(account: LocalAccount, secret: string): Login | undefined {
    const found = accountsOf(account).find((one) => one.secret === secret && !one.pushes);
    return found && { username: found.username, password: found.password };
}

/** Whether a line has its images there. */
export function keepsOnDockerHub(account: LocalAccount, repository: string): boolean {
    return accountsOf(account).some((one) => one.repository === repository);
}

/** As Docker Hub says it; by what a job's `docker login` has left. */
export class DockerHub {
    constructor(
        private readonly account: LocalAccount,
        private readonly user?: string,
    ) {}

    public knows(username: string, password: string): boolean {
        return accountsOf(this.account).some((one) => one.username === username && one.password === password);
    }

    public find(repository: string, id: ImageId): BuiltImage | undefined {
        this.lets(repository, false);
        const found = this.account.part(Images).find(repository, id);
        return found && imageOf(this.account.blobs.get(found.digest));
    }

    /** Tags move, and nobody hears of it. */
    public push(repository: string, image: BuiltImage, tag: string): void {
        this.lets(repository, true);
        const digest: Digest = imageDigest(image);
        if (this.account.part(Images).find(repository, { tag })?.digest === digest) return;
        const parts = [image.config, ...image.layers];
        const size = parts.reduce((sum, part) => sum + this.account.blobs.get(part).length, 0);
        const data = { tag, mediaType: mediaTypeOf(image.manifest), size };
        const blobs = [this.account.blobs.put(image.manifest), ...parts];
        this.account.record({ kind: "image", about: repository, data, blobs });
    }

    private lets(repository: string, pushes: boolean): void {
        const mine = accountsOf(this.account).filter((one) => one.username === this.user);
        const allowed = mine.filter((one) => one.repository === repository);
        if (allowed.some((one) => one.pushes || !pushes)) return;
        throw new Refused(
            "Denied",
            pushes && allowed.length > 0
                ? `failed to push ${repository}: insufficient_scope: authorization failed`
                : "pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed",
        );
    }
}
