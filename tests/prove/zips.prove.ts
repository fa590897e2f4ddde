import assert from "node:assert/strict";

import { breakZips } from "../rehearsal/jobs/broken-zips";

describe("broken zips, for long,", () => {
    it("are read or refused, 2,000 of them, and nothing outside changes", async () => {
        const seed = Number(process.env["FAIRLEAD_SEED"] ?? Date.now() % 2 ** 31);
        const { read, refused } = await breakZips(2_000, seed);
        assert.ok(read > 100 && refused > 100, `${read} read, ${refused} refused, seed ${seed}`);
    });
});
