// What ECR signs as it is pushed, in the name of who pushes it. https://docs.aws.amazon.com/AmazonECR/latest/userguide/managed-signing.html
import type { JsonObject } from "../../plan/document";
import { below, isRecord, parsed, records, text, texts } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { wildcard } from "../../text/wildcard";
import type { Caller } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import { asJson, type Fact, type Fold } from "../engine/journal";
import type { Repository } from "./image-rules";

/** As DescribeImageSigningStatus says it, of one profile. */
type Signature = JsonObject;

/** By repository and digest. Its fact is `signature`, about the repository's address. */
export class Signatures implements Fold {
    private readonly byImage = new Map<string, ReadonlyMap<string, Signature>>();

    constructor(private readonly account: LocalAccount) {}

    public apply({ kind, about, data }: Fact): void {
        if (kind !== "signature") return;
        const { digest, ...signature } = data as JsonObject & { readonly digest: string };
        const image = `${about}@${digest}`;
        const others = this.byImage.get(image) ?? new Map<string, Signature>();
        this.byImage.set(image, new Map([...others, [String(signature["signingProfileArn"]), signature]]));
    }

    /** Behind a push: what may not be signed is pushed all the same. @param by nobody here, where `up` pushes under whoever runs it */
    public sign(repository: Repository, digest: string, by?: Caller): void {
        for (const signingProfileArn of profilesFor(this.account, repository)) {
            const failed = by && this.refused(by, repository, signingProfileArn);
            const status = failed === undefined ? { status: "COMPLETE" } : { status: "FAILED", ...failed };
            const data = asJson({ digest, signingProfileArn, ...status });
            this.account.record({ kind: "signature", about: repository.uri, data });
        }
    }

    public of(repository: Repository, digest: string): readonly Signature[] {
        return [...(this.byImage.get(`${repository.uri}@${digest}`)?.values() ?? [])];
    }

    private refused(by: Caller, { arn }: Repository, profile: string): JsonObject | undefined {
        try {
            this.account.gateway.ask({ by, action: "signer:SignPayload", on: profile });
            for (const action of PUSHED) this.account.gateway.ask({ by, action, on: arn });
            return undefined;
        } catch (error) {
            return { failureCode: "AccessDeniedException", failureReason: (error as Error).message };
        }
    }
}

/** What pushing a signature takes, in the same name. */
const PUSHED = [
    "BatchCheckLayerAvailability",
    "InitiateLayerUpload",
    "UploadLayerPart",
    "CompleteLayerUpload",
    "PutImage",
].map((each) => `ecr:${each}`);

/** By the registry's rules; where no plan has any, the account's own stack is not rehearsed, and they are what the lines say. */
function profilesFor(account: LocalAccount, { plan, registry, name }: Repository): readonly string[] {
    const configurations = account
        .created(TYPE.cloudControl)
        .filter(({ plan: of, resource }) => of.account === registry && text(resource, "typeName") === CONFIGURATION);
    if (configurations.length === 0) return said(account, plan.stack, name);
    return configurations.flatMap(({ resource }) =>
        records(rulesIn(text(resource, "desiredState")))
            .filter((rule) => matches(records(rule["RepositoryFilters"]), name))
            .flatMap((rule) => texts(rule["SigningProfileArn"])),
    );
}

const CONFIGURATION = "AWS::ECR::SigningConfiguration";

function rulesIn(state: string): unknown {
    const found = parsed(state);
    return isRecord(found) ? found["Rules"] : [];
}

/** A rule without any takes every repository. */
function matches(filters: readonly Readonly<Record<string, unknown>>[], name: string): boolean {
    return filters.length === 0 || filters.some(({ Filter }) => wildcard(String(Filter)).test(name));
}

function said(account: LocalAccount, stack: string, name: string): readonly string[] {
    const found = account.created(TYPE.project).flatMap(({ plan, resource }) => {
        const variables = records(below(resource.inputs, "environment")["environmentVariables"]);
        const env = Object.fromEntries(variables.map((each) => [String(each["name"]), String(each["value"])]));
        const isMine = plan.stack === stack && env["REPOSITORY_NAME"] === name;
        return isMine ? texts(env["SIGNED_BY"]) : [];
    });
    return [...new Set(found)];
}
