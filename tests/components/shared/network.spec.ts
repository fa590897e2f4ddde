import * as assert from "node:assert/strict";

import { Network, type NetworkArgs } from "../../../components/shared/network";
import { record, type Recording } from "../../support/recorder";
import { below, existing, existingPublic, ref } from "../surroundings";

const VPC = "awsx:ec2:Vpc";

async function made(args: NetworkArgs): Promise<Recording> {
    return record(() => ({ tasksArePublic: new Network("network", args, ref).tasksArePublic }));
}

describe("Network", () => {
    for (const [nat, strategy] of [
        ["single", "Single"],
        ["per-zone", "OnePerAz"],
    ] as const) {
        it(`with ${nat} NAT has tasks in private subnets of two zones`, async () => {
            const recording = await made({ nat, cidr: "10.1.0.0/16" });
            assert.deepEqual(below(recording, "Network", "network"), ["Vpc network", "VpcEndpoint network"]);
            assert.deepEqual(recording.one(VPC).inputs, {
                cidrBlock: "10.1.0.0/16",
                enableDnsHostnames: true,
                natGateways: { strategy },
                numberOfAvailabilityZones: 2,
                subnetSpecs: [{ type: "Public" }, { type: "Private" }],
                subnetStrategy: "Auto",
            });
            const { vpcId, publicSubnetIds, privateSubnetIds } = recording.one(VPC).outputs;
            assert.deepEqual(recording.one("fairlead:index:Network").outputs, {
                publicSubnetIds,
                taskSubnetIds: privateSubnetIds,
                tasksArePublic: false,
                vpcId,
            });
            assert.deepEqual(recording.outputs, { tasksArePublic: false });
        });
    }

    it("without NAT has no private subnets, and tasks with public addresses", async () => {
        const recording = await made({ nat: "none", cidr: "10.0.0.0/16" });
        const { inputs, outputs } = recording.one(VPC);
        assert.deepEqual(inputs["subnetSpecs"], [{ type: "Public" }]);
        assert.deepEqual(inputs["natGateways"], { strategy: "None" });
        assert.deepEqual(recording.one("fairlead:index:Network").outputs["taskSubnetIds"], outputs["publicSubnetIds"]);
        assert.deepEqual(recording.outputs, { tasksArePublic: true });
    });

    it("refuses a NAT that it does not know, by its name and with what is allowed", async () => {
        await assert.rejects(async () => made({ nat: "double" }), {
            propertyPath: "nat",
            message: 'is "double"; allowed are none, single, per-zone',
        });
    });

    it("reaches S3 by an endpoint in every route table", async () => {
        const recording = await made({ nat: "single", cidr: "10.0.0.0/16" });
        const { vpcId, routeTableIds } = recording.one(VPC).outputs;
        assert.deepEqual(recording.one("aws:ec2/vpcEndpoint:VpcEndpoint").inputs, {
            routeTableIds,
            serviceName: "com.amazonaws.eu-west-1.s3",
            vpcEndpointType: "Gateway",
            vpcId,
        });
    });

    it("that exists is taken as it is", async () => {
        const recording = await made(existing);
        assert.deepEqual(below(recording, "Network", "network"), []);
        assert.deepEqual(recording.one("fairlead:index:Network").outputs, {
            publicSubnetIds: ["subnet-1", "subnet-2"],
            taskSubnetIds: ["subnet-3", "subnet-4"],
            tasksArePublic: false,
            vpcId: "vpc-1",
        });
        assert.deepEqual(recording.outputs, { tasksArePublic: false });
    });

    it("that exists without private subnets runs tasks in the public ones", async () => {
        const recording = await made(existingPublic);
        assert.deepEqual(recording.one("fairlead:index:Network").outputs["taskSubnetIds"], ["subnet-1", "subnet-2"]);
        assert.deepEqual(recording.outputs, { tasksArePublic: true });
    });
});
