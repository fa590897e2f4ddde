import { describeRealEngine } from "./real-engine";
import { describeStandInMonitor } from "./stand-in-monitor";
import { onPath } from "./support/installed";

const pulumi = onPath("pulumi");

// One suite, two depths: what a machine can prove depends on what is installed, so the first line says which it was.
describe("the program and the engine", () => {
    if (pulumi === undefined) {
        describeStandInMonitor();
    } else {
        describeRealEngine(pulumi);
    }
});
