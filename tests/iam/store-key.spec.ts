// https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_EncryptionKey.html
import assert from "node:assert/strict";

import type * as objects from "../../iam/calls/stores";
import { artifactKey } from "../../iam/calls/stores";
import { Plans } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { smallPlan } from "../support/account";
import { mutated } from "../support/mutant";

const ALIAS = "arn:aws:kms:eu-west-1:111122223333:alias";

function planned(encryptionKey: string, targetKeyId = ""): Plans {
    const inputs = { name: "p", artifactStores: [{ location: "store", encryptionKey: { id: encryptionKey } }] };
    return new Plans([
        smallPlan("dev", [
            { type: TYPE.pipeline, name: "p", inputs },
            { type: TYPE.key, name: "key", inputs: {} },
            { type: TYPE.keyAlias, name: "mine", inputs: { name: "alias/store", targetKeyId } },
        ]),
    ]);
}

describe("the key of a pipeline's store", () => {
    const [key] = planned("").ofType(TYPE.key);
    const [id, arn] = [String(key?.resource.id), String(key?.resource.outputs["arn"])];
    const named = (store: string, by = artifactKey): string | undefined => {
        const plans = planned(store, id);
        const [pipeline] = plans.ofType(TYPE.pipeline);
        return pipeline && by(plans, pipeline.resource);
    };

    it("may be named by its ARN, its id, an alias and an alias's ARN", () => {
        for (const store of [arn, id, "alias/store", `${ALIAS}/store`]) assert.equal(named(store), arn, store);
    });

    it("stays as it is named where no plan has it", () => {
        assert.equal(named(`${ALIAS}/other`), `${ALIAS}/other`);
        assert.equal(
            named("arn:aws:kms:eu-west-1:111122223333:key/0b1c"),
            "arn:aws:kms:eu-west-1:111122223333:key/0b1c",
        );
    });

    it("mutant: an alias is no key to any policy", () => {
        const { artifactKey: wrong } = mutated<typeof objects>("iam/calls/stores", "iam/calls/stores", [
            "plans.keyNamed(id)",
            "id",
        ]);
        assert.notEqual(named(`${ALIAS}/store`, wrong), arn);
    });
});
