// The model registry: groups, the versions in each, and what people decided about them.
// https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry.html
import type { Json, JsonObject } from "../../plan/document";
import { arnIn } from "../../plan/arn";
import { isRecord, type Planned, records, text, texts } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { Refused } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import { asJson, type Fact, type Fold } from "../engine/journal";
import { Bus } from "../events/bus";
import { imageDigest } from "../services/image";
import { Images } from "../services/images";
import { packageEvent, stamp } from "./events";

export const STATUSES = ["Approved", "Rejected", "PendingManualApproval"];
/** What UpdateModelPackage takes, as far as lines use it. */
const CHANGES = ["ModelApprovalStatus", "ApprovalDescription", "CustomerMetadataProperties", "ModelLifeCycle"];

export interface ModelPackage {
    readonly arn: string;
    readonly group: string;
    readonly version: number;
    /** As DescribeModelPackage answers. */
    readonly described: JsonObject;
}

/** Model packages by ARN. Its facts: `model.registered`, with all that is known of it, and `model.changed`, with what is new. */
export class Registry implements Fold {
    private readonly packages = new Map<string, ModelPackage>();
    private readonly listeners: ((registered: ModelPackage) => void)[] = [];

    constructor(private readonly account: LocalAccount) {}

    public apply({ kind, about, data }: Fact): void {
        if (kind === "model.registered") {
            const group = String(data["ModelPackageGroupName"]);
            this.packages.set(about, {
                arn: about,
                group,
                version: Number(data["ModelPackageVersion"]),
                described: data,
            });
        }
        const known = this.packages.get(about);
        if (kind === "model.changed" && known)
            this.packages.set(about, { ...known, described: { ...known.described, ...data } });
    }

    public find(arn: string): ModelPackage {
        const found = this.packages.get(arn);
        if (!found) throw new Refused("ValidationException", `ModelPackage ${arn} does not exist`);
        return found;
    }

    /** Of a group, the oldest first. */
    public of(group?: string): readonly ModelPackage[] {
        return [...this.packages.values()].filter((one) => group === undefined || one.group === group);
    }

    /** Hears of every new one. */
    public onRegistered(hear: (registered: ModelPackage) => void): void {
        this.listeners.push(hear);
    }

    /** The ARN that the next one of a group will have. */
    public nextArn(group: string): string {
        return arnIn(this.group(group).plan, "sagemaker", `model-package/${group}/${this.of(group).length + 1}`);
    }

    /** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html */
    public register(given: JsonObject, by: string): ModelPackage {
        const group = String(given["ModelPackageGroupName"]);
        const arn = this.nextArn(group);
        const status = checked(given["ModelApprovalStatus"] ?? "PendingManualApproval");
        const now = stamp(Date.now());
        const described = {
            ...given,
            ModelPackageGroupName: group,
            ModelPackageVersion: this.of(group).length + 1,
            ModelPackageArn: arn,
            CreationTime: now,
            InferenceSpecification: this.withDigests(given["InferenceSpecification"]),
            ModelPackageStatus: "Completed",
            ModelPackageStatusDetails: { ValidationStatuses: [], ImageScanStatuses: [] },
            CertifyForMarketplace: false,
            ModelApprovalStatus: status,
            LastModifiedTime: now,
            CreatedBy: userContext(by),
        };
        this.account.record({ kind: "model.registered", about: arn, data: asJson(described) });
        this.announce(arn);
        const registered = this.find(arn);
        for (const hear of this.listeners) hear(registered);
        return registered;
    }

    /** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateModelPackage.html; whatever changes raises the same event. */
    public change(arn: string, given: JsonObject, by: string): ModelPackage {
        this.find(arn);
        const unknown = Object.keys(given).filter((key) => key !== "ModelPackageArn" && !CHANGES.includes(key));
        if (unknown.length > 0)
            throw new Refused("ValidationException", `UpdateModelPackage of ${unknown.join(", ")} is not rehearsed`);
        if ("ModelApprovalStatus" in given) checked(given["ModelApprovalStatus"]);
        const { ModelPackageArn: _, ...changes } = given;
        const said = { ...changes, LastModifiedTime: stamp(Date.now()), LastModifiedBy: userContext(by) };
        this.account.record({ kind: "model.changed", about: arn, data: asJson(said) });
        this.announce(arn);
        return this.find(arn);
    }

    private announce(arn: string): void {
        const { group, described } = this.find(arn);
        this.account.part(Bus).put(packageEvent(this.group(group).plan, described));
    }

    private group(name: string): Planned {
        const made = this.account.created(TYPE.modelPackageGroup);
        const found = made.find(({ resource }) => text(resource, "modelPackageGroupName") === name);
        if (!found) throw new Refused("ValidationException", `Model package group ${name} does not exist`);
        return found;
    }

    /** What lies under an image's name now, as SageMaker notes it. */
    private withDigests(specification: Json | undefined): JsonObject {
        const known = isRecord(specification) ? specification : {};
        const containers = records(known["Containers"]);
        if (containers.length === 0 || containers.some(({ Image: image }) => typeof image !== "string"))
            throw new Refused("ValidationException", "InferenceSpecification names no container with an image");
        return {
            ...known,
            Containers: containers.map((container) => {
                const ImageDigest = imageDigest(this.account.part(Images).resolve(String(container["Image"])));
                return { ...(container as JsonObject), ImageDigest };
            }),
        };
    }
}

function checked(status: Json | undefined): string {
    if (STATUSES.includes(String(status))) return String(status);
    throw new Refused(
        "ValidationException",
        `ModelApprovalStatus is one of ${STATUSES.join(", ")}, not ${JSON.stringify(status)}`,
    );
}

/** Who it was, as the registry notes it. https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UserContext.html */
function userContext(by: string): JsonObject {
    const session = texts(by.split("/").slice(2)).join("/");
    return { IamIdentity: { Arn: by, PrincipalId: `AROAREHEARSED0000000:${session}` } };
}
