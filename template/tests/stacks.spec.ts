import * as assert from "node:assert/strict";

import { makePlan } from "fairlead/plan";

// What each stack would ask AWS for, found without AWS: wrong settings and a broken program are red here.
describe("a stack", () => {
    for (const stack of ["staging", "prod"])
        it(`asks for the line and for what is yours: ${stack}`, async () => {
            const { resources } = await makePlan({ stack });
            const named = resources.map(({ type, name }) => `${type} ${name}`);
            assert.ok(named.includes("aws:codepipeline/pipeline:Pipeline web-ship"));
            assert.ok(named.includes("aws:sqs/queue:Queue orders"));
        });
});
