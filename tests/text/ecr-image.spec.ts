import * as assert from "node:assert/strict";

import { ecrImage } from "../../text/ecr-image";
import { mutated } from "../support/mutant";

const DIGEST = `@sha256:${"0".repeat(64)}`;
const found = { account: "111122223333", region: "eu-west-1", name: "team/web" };

describe("an image in ECR", () => {
    for (const host of [
        "111122223333.dkr.ecr.eu-west-1.amazonaws.com",
        "111122223333.dkr.ecr-fips.eu-west-1.amazonaws.com",
        "111122223333.dkr-ecr.eu-west-1.on.aws",
        "111122223333.dkr-ecr-fips.eu-west-1.on.aws",
    ])
        it(`is known by ${host}`, () => {
            assert.deepEqual(ecrImage(`${host}/team/web${DIGEST}`), found);
            assert.deepEqual(ecrImage(`${host}/team/web:1.2`), found);
        });

    it("is known in China", () => {
        const image = "111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn/web:1";
        assert.deepEqual(ecrImage(image), { account: "111122223333", region: "cn-north-1", name: "web" });
    });

    for (const image of ["public.ecr.aws/nginx/nginx:1", "nginx:1", "111122223333.dkr.ecr.eu-west-1.evil.com/web", ""])
        it(`is none: ${image === "" ? "nothing" : image}`, () => assert.equal(ecrImage(image), undefined));

    it("mutant: a host by both protocols is taken for a public registry", () => {
        const module = mutated<{ readonly ecrImage: typeof ecrImage }>("text/ecr-image", "text/ecr-image", [
            "|dkr-ecr(?:-fips)?",
            "|dkr-none",
        ]);
        assert.equal(module.ecrImage("111122223333.dkr-ecr.eu-west-1.on.aws/web"), undefined);
    });
});
