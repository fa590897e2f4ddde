// A step that ends the run, with words. https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-steps-types.html#step-type-fail
import { Refused } from "../../account/gateway";
import type { RehearsedStep } from "./types";

export const fail: RehearsedStep = {
    type: "Fail",
    run({ given }) {
        throw new Refused("Fail", String(given["ErrorMessage"] ?? ""));
    },
};
