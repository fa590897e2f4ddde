const assert = require("node:assert/strict");
const { once } = require("node:events");
const { after, before, test } = require("node:test");

const { server } = require("./server.js");

before(() => once(server.listen(0), "listening"));
after(() => server.close());
const status = async (path) => (await fetch(`http://127.0.0.1:${server.address().port}${path}`)).status;

test("answers, and says so to the load balancer", async () => {
    assert.deepEqual([await status("/"), await status("/health"), await status("/else")], [200, 200, 404]);
});
