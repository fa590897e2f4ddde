// ECR Public, as far as lines use it: repositories that the plans made, which everybody reads and who may push there fills.
// https://docs.aws.amazon.com/AmazonECR/latest/public/what-is-ecr.html
import { createHash } from "node:crypto";

import { text, type Planned } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import type { LocalAccount } from "../account/local-account";
import { type Caller, Refused, type Service } from "../account/gateway";
import type { Fidelity } from "../engine/fidelity";
import { imageOf, mediaTypeOf, type BuiltImage } from "./image";
import { refusals, type ImageId } from "./image-rules";
import { Images } from "./images";

export const PUBLIC = "public.ecr.aws";
/** The one region that gives tokens: https://docs.aws.amazon.com/AmazonECR/latest/public/public-registry-auth.html */
const HOME = "us-east-1";
/** Answers for ECR Public as well, but gives no tokens: https://docs.aws.amazon.com/general/latest/gr/ecr-public.html */
const SECOND = "us-west-2";

export const ecrPublicFidelity: Fidelity = {
    executed:
        "GetAuthorizationToken, in its one region alone; docker login, push, pull, buildx imagetools inspect and create; tags that move",
    evaluated: "who may log in, and who may push to a repository that the plans made; everybody pulls",
    notRehearsed: "limits of pulls, the gallery, repositories of others",
    source: "https://docs.aws.amazon.com/AmazonECR/latest/public/what-is-ecr.html",
};

const authorize: Service = ({ by, input }, account) => {
    const { region = "" } = (input ?? {}) as { readonly region?: string };
    if (region === SECOND)
        throw new Refused(
            "UnsupportedCommandException",
            `GetAuthorizationToken is not supported in ${SECOND}; ECR Public gives tokens in ${HOME} alone`,
        );
    if (region !== HOME)
        throw new Refused(
            "EndpointConnectionError",
            `Could not connect to the endpoint URL: "https://api.ecr-public.${region}.amazonaws.com/"; ECR Public gives tokens in ${HOME} alone`,
        );
    account.gateway.ask({ by, action: "sts:GetServiceBearerToken", on: "*" });
    return {
        authorizationData: {
            authorizationToken: Buffer.from(`AWS:${publicPasswordOf(by)}`).toString("base64"),
            expiresAt: new Date(Date.now() + 12 * 60 * 60 * 1000).toISOString(),
        },
    };
};

export const publicImageServices: ReadonlyMap<string, Service> = new Map([
    ["ecr-public:GetAuthorizationToken", authorize],
]);

/** Another than ECR's: a token of one registry is none of the other. */
function publicPasswordOf({ role }: Caller): string {
    return createHash("sha256").update(`the rehearsed public password of ${role}`).digest("base64");
}

function madeAt(account: LocalAccount, repository: string): Planned | undefined {
    return account
        .created(TYPE.publicRepository)
        .find(({ resource }) => text(resource, "repositoryUri") === repository);
}

/** Whether a line has its images there. */
export function keepsInPublic(account: LocalAccount, repository: string): boolean {
    return madeAt(account, repository) !== undefined;
}

/** As docker sees it, by what a job's `docker login` has left. */
export class PublicImages {
    constructor(
        private readonly account: LocalAccount,
        private readonly by: Caller,
        private readonly loggedIn: boolean,
    ) {}

    public knows(username: string, password: string): boolean {
        return username === "AWS" && password === publicPasswordOf(this.by);
    }

    public find(repository: string, id: ImageId): BuiltImage | undefined {
        this.made(repository);
        const found = this.account.part(Images).find(repository, id);
        return found && imageOf(this.account.blobs.get(found.digest));
    }

    /** Call by call, as docker makes them. Tags move, and nobody hears of it. */
    public push(repository: string, image: BuiltImage, tag: string): void {
        if (!this.loggedIn)
            throw new Refused(
                "Unauthorized",
                `${repository}: no basic auth credentials; log in with aws ecr-public get-login-password --region ${HOME} | docker login --username AWS --password-stdin ${PUBLIC}`,
            );
        const { resource } = this.made(repository);
        const ask = (operation: string): void =>
            this.account.gateway.ask({ by: this.by, action: `ecr-public:${operation}`, on: text(resource, "arn") });
        const parts = [image.config, ...image.layers];
        const there = this.partsOf(repository);
        for (const part of new Set(parts)) {
            ask("BatchCheckLayerAvailability");
            if (there.has(part)) continue;
            for (const operation of ["InitiateLayerUpload", "UploadLayerPart", "CompleteLayerUpload"]) ask(operation);
        }
        if (this.find(repository, { tag })?.manifest.equals(image.manifest)) return;
        ask("PutImage");
        const size = parts.reduce((sum, part) => sum + this.account.blobs.get(part).length, 0);
        const data = { tag, mediaType: mediaTypeOf(image.manifest), size };
        const blobs = [this.account.blobs.put(image.manifest), ...parts];
        this.account.record({ kind: "image", about: repository, data, blobs });
    }

    private partsOf(repository: string): ReadonlySet<string> {
        const images = this.account.part(Images).all(repository);
        return new Set(
            images
                .map(({ digest }) => imageOf(this.account.blobs.get(digest)))
                .flatMap(({ config, layers }) => [config, ...layers]),
        );
    }

    private made(repository: string): Planned {
        const found = madeAt(this.account, repository);
        if (found) return found;
        const [, alias = "", ...name] = repository.split("/");
        throw refusals.repositoryNotFound({ name: name.join("/"), registry: alias });
    }
}
