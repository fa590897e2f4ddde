// Builds the staging environment again and again in one process and prints what each time took, in milliseconds: what a test
// pays for a program, without the start of node and without imports.
import { recordPlan } from "../../cli/plan/record";
import { readProject } from "../../cli/plan/project";
import { projectOfTests } from "../project";
import { Environment } from "../../stacks/environment";
import { readSettings } from "../../stacks/settings";

async function main(): Promise<void> {
    const project = readProject({ stack: "staging", cwd: projectOfTests() });
    const times: { wall: number; cpu: number }[] = [];
    let resources = 0;
    for (let time = 0; time < 10; time++) {
        const started = performance.now();
        const before = process.cpuUsage();
        const plan = await recordPlan({ project, keepModules: true }, () => ({
            made: new Environment("environment", readSettings()),
        }));
        const { user, system } = process.cpuUsage(before);
        times.push({ wall: performance.now() - started, cpu: (user + system) / 1000 });
        resources = plan.resources.length;
    }
    console.log(JSON.stringify({ resources, times }));
}

void main();
