import * as assert from "node:assert/strict";

import { LoadBalancer, type LoadBalancerArgs } from "../../../components/shared/load-balancer";
import { Network } from "../../../components/shared/network";
import { record, type Recording } from "../../support/recorder";
import { below, existing, loose, out, strict, ref } from "../surroundings";

const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const CERTIFICATE = "arn:aws:acm:eu-west-1:111122223333:certificate/1";

async function made(args: Partial<LoadBalancerArgs> = {}): Promise<Recording> {
    return record(() => {
        const network = new Network("network", existing, ref);
        const { production, test, url } = new LoadBalancer("web", { network, retention: strict, ...args });
        return { production, test, url };
    });
}

/** Whom the door's group admits, and to which port. */
function admitted(recording: Recording): unknown[] {
    return recording
        .all(INGRESS)
        .map(({ name, inputs }) => [name, inputs["cidrIpv4"], inputs["fromPort"], inputs["toPort"]]);
}

describe("LoadBalancer", () => {
    it("without a certificate has one door, on 80", async () => {
        const recording = await made();
        assert.deepEqual(below(recording, "LoadBalancer", "web"), [
            "LoadBalancer web",
            "SecurityGroup web",
            "SecurityGroupIngressRule web-from-everywhere",
        ]);
        assert.deepEqual(admitted(recording), [["web-from-everywhere", "0.0.0.0/0", 80, 80]]);
        assert.deepEqual(recording.outputs["production"], { port: 80, protocol: "HTTP" });
        assert.deepEqual(recording.outputs["test"], { port: 8080, protocol: "HTTP" });
        const dns = out(recording, "aws:lb/loadBalancer:LoadBalancer", "web", "dnsName");
        assert.equal(recording.outputs["url"], `http://${dns}`);
    });

    it("stands in public subnets, drops malformed headers, and is not deleted by mistake", async () => {
        const recording = await made();
        assert.deepEqual(recording.one("aws:lb/loadBalancer:LoadBalancer").inputs, {
            dropInvalidHeaderFields: true,
            enableDeletionProtection: true,
            loadBalancerType: "application",
            securityGroups: [recording.one("aws:ec2/securityGroup:SecurityGroup").id],
            subnets: ["subnet-1", "subnet-2"],
        });
        assert.deepEqual(recording.one("aws:ec2/securityGroup:SecurityGroup").inputs, {
            description: "who reaches web",
            vpcId: "vpc-1",
        });
        const loosened = await made({ retention: loose });
        const { inputs } = loosened.one("aws:lb/loadBalancer:LoadBalancer");
        assert.equal(inputs["enableDeletionProtection"], false);
    });

    it("with a certificate speaks TLS, and 80 only points there", async () => {
        const recording = await made({ certificateArn: CERTIFICATE });
        assert.deepEqual(admitted(recording), [
            ["web-from-everywhere", "0.0.0.0/0", 443, 443],
            ["web-from-everywhere-http", "0.0.0.0/0", 80, 80],
        ]);
        assert.deepEqual(recording.one("aws:lb/listener:Listener", "web-to-https").inputs, {
            defaultActions: [
                { redirect: { port: "443", protocol: "HTTPS", statusCode: "HTTP_301" }, type: "redirect" },
            ],
            loadBalancerArn: out(recording, "aws:lb/loadBalancer:LoadBalancer", "web", "arn"),
            port: 80,
            protocol: "HTTP",
        });
        const secure = {
            protocol: "HTTPS",
            certificateArn: CERTIFICATE,
            sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
        };
        assert.deepEqual(recording.outputs["production"], { port: 443, ...secure });
        assert.deepEqual(recording.outputs["test"], { port: 8443, ...secure });
        assert.match(String(recording.outputs["url"]), /^https:/);
    });

    it("admits to the test door only who is named", async () => {
        const recording = await made({ certificateArn: CERTIFICATE, testTrafficFrom: ["10.0.0.0/8", "192.0.2.1/32"] });
        assert.deepEqual(admitted(recording).slice(2), [
            ["web-from-test-10.0.0.0/8", "10.0.0.0/8", 8443, 8443],
            ["web-from-test-192.0.2.1/32", "192.0.2.1/32", 8443, 8443],
        ]);
    });

    it("publishes where it is", async () => {
        const recording = await made();
        const { arn, arnSuffix } = recording.one("aws:lb/loadBalancer:LoadBalancer").outputs;
        assert.deepEqual(recording.one("fairlead:index:LoadBalancer").outputs, {
            arn,
            arnSuffix,
            production: { port: 80, protocol: "HTTP" },
            securityGroupId: recording.one("aws:ec2/securityGroup:SecurityGroup").id,
            test: { port: 8080, protocol: "HTTP" },
            url: recording.outputs["url"],
        });
    });
});
