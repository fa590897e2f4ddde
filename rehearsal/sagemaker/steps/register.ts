// Registers a model as a new version of its group. https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-steps-types.html
import { REGISTERING } from "../../../iam/calls/sagemaker";
import { askRows } from "../../account/gateway";
import { invoking } from "../jobs";
import { Registry } from "../registry";
import type { RehearsedStep } from "./types";

export const register: RehearsedStep = {
    type: "RegisterModel",
    run(step) {
        const { account, by, given, run } = step;
        invoking("CreateModelPackage", () => askRows(account.gateway, by, REGISTERING, step));
        const generated = { MetadataProperties: { GeneratedBy: run.arn } };
        const { arn, described } = account.part(Registry).register({ ...generated, ...given }, run.arn);
        return { properties: described, metadata: { RegisterModel: { Arn: arn } } };
    },
};
