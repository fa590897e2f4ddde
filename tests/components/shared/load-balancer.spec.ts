import * as assert from "node:assert/strict";

import * as loadBalancer from "../../../components/shared/load-balancer";
import { LoadBalancer, type LoadBalancerArgs } from "../../../components/shared/load-balancer";
import { Network } from "../../../components/shared/network";
import { mutated } from "../../support/mutant";
import { record, type Recording } from "../../support/recorder";
import { below, existing, loose, out, strict, ref } from "../surroundings";

type Module = Pick<typeof loadBalancer, "LoadBalancer">;

const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const RECORD = "aws:route53/record:Record";
const ZONE = "Z0123456789ABCDEFGHIJ";
const CERTIFICATE = "arn:aws:acm:eu-west-1:111122223333:certificate/1";

async function made(args: Partial<LoadBalancerArgs> = {}): Promise<Recording> {
    return record(() => {
        const network = new Network("network", existing, ref);
        const balancer = new LoadBalancer("web", { network, retention: strict, ...args });
        balancer.listener("production", [{ type: "forward" }], {});
        const { production, test, url, ownUrl, nextSteps } = balancer;
        return { production, test, url, ownUrl, nextSteps };
    });
}

/** Whom the load balancer's group admits, and to which port. */
function admitted(recording: Recording): unknown[] {
    return recording
        .all(INGRESS)
        .map(({ name, inputs }) => [name, inputs["cidrIpv4"], inputs["fromPort"], inputs["toPort"]]);
}

describe("LoadBalancer", () => {
    it("without a certificate has one listener, on 80", async () => {
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
        const production = recording.one("aws:lb/listener:Listener", "web-production");
        const redirect = recording.one("aws:lb/listener:Listener", "web-to-https");
        assert.ok(redirect.options.dependsOn?.includes(production.urn), "both would be on port 80 for a while");
        const [first, second] = recording.all(INGRESS);
        assert.ok(first && second?.options.dependsOn?.includes(first.urn), "AWS would be given one rule twice");
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

    it("admits to the test listener only who is named", async () => {
        const recording = await made({ certificateArn: CERTIFICATE, testTrafficFrom: ["10.0.0.0/8", "192.0.2.1/32"] });
        assert.deepEqual(admitted(recording).slice(2), [
            ["web-from-test-10.0.0.0/8", "10.0.0.0/8", 8443, 8443],
            ["web-from-test-192.0.2.1/32", "192.0.2.1/32", 8443, 8443],
        ]);
    });

    it("leads a domain of its zone here, and listens once its certificate is issued", async () => {
        const recording = await made({ domain: { name: "shop.example.com", zoneId: ZONE } });
        assert.deepEqual(recording.one("aws:acm/certificate:Certificate").inputs, {
            domainName: "shop.example.com",
            validationMethod: "DNS",
        });
        const { domainValidationOptions } = recording.one("aws:acm/certificate:Certificate").outputs;
        const [proof] = domainValidationOptions as Record<string, string>[];
        assert.deepEqual(recording.one(RECORD, "web-proves-domain").inputs, {
            name: proof?.["resourceRecordName"],
            records: [proof?.["resourceRecordValue"]],
            ttl: 300,
            type: "CNAME",
            zoneId: ZONE,
            allowOverwrite: true,
        });
        assert.equal(recording.one(RECORD, "web-proves-domain").options.retainOnDelete, true);
        const { dnsName, zoneId } = recording.one("aws:lb/loadBalancer:LoadBalancer").outputs;
        assert.deepEqual(recording.one(RECORD, "web").inputs, {
            aliases: [{ evaluateTargetHealth: true, name: dnsName, zoneId }],
            name: "shop.example.com",
            type: "A",
            zoneId: ZONE,
        });
        const issued = recording.one("aws:acm/certificateValidation:CertificateValidation");
        assert.deepEqual(issued.inputs["validationRecordFqdns"], [out(recording, RECORD, "web-proves-domain", "fqdn")]);
        const { certificateArn } = recording.outputs["production"] as { certificateArn: unknown };
        assert.equal(certificateArn, issued.inputs["certificateArn"]);
        assert.equal(recording.outputs["url"], "https://shop.example.com");
        assert.equal(recording.outputs["ownUrl"], `https://${String(dnsName)}`);
        assert.deepEqual(recording.outputs["nextSteps"], []);
    });

    /** What a listener has to wait for, before it is made with the certificate. */
    async function waitedFor(module: Module): Promise<readonly string[]> {
        const recording = await record(() => {
            const network = new Network("network", existing, ref);
            const domain = { name: "shop.example.com", zoneId: ZONE };
            const balancer = new module.LoadBalancer("web", { network, retention: strict, domain });
            balancer.listener("production", [{ type: "forward" }], {});
        });
        const { propertyDependencies } = recording.one("aws:lb/listener:Listener", "web-production").options;
        return (propertyDependencies?.["certificateArn"] ?? []).map((urn) => urn.replace(/^.*\$aws:/, "aws:"));
    }

    it("has listeners wait until the certificate is issued", async () => {
        assert.deepEqual(await waitedFor(loadBalancer), ["aws:acm/certificateValidation:CertificateValidation::web"]);
    });

    it("mutant: a listener that does not wait is made with a certificate that is not issued yet", async () => {
        const module = mutated<Module>("components/shared/load-balancer", "components/shared/domain", [
            "return issued.certificateArn",
            "return certificate.arn",
        ]);
        assert.deepEqual(await waitedFor(module), ["aws:acm/certificate:Certificate::web"]);
    });

    it("is red where the zone makes another name of the domain, and nobody would be led here", async () => {
        const wrong = made({ domain: { name: "shop.example.com.", zoneId: ZONE } });
        await assert.rejects(
            wrong,
            /asked for shop\.example\.com\. in zone Z0123.*found that this zone makes it shop\.example\.com;/,
        );
    });

    it("takes the certificate that is there for a domain of its zone", async () => {
        const domain = { name: "shop.example.com", zoneId: ZONE };
        const recording = await made({ certificateArn: CERTIFICATE, domain });
        assert.deepEqual(recording.all("aws:acm/certificate:Certificate"), []);
        assert.deepEqual(
            recording.all(RECORD).map(({ name }) => name),
            ["web"],
        );
    });

    it("says which record to make for a domain whose zone is not here", async () => {
        const recording = await made({ certificateArn: CERTIFICATE, domain: { name: "shop.example.com" } });
        assert.deepEqual(recording.all(RECORD), []);
        const dns = out(recording, "aws:lb/loadBalancer:LoadBalancer", "web", "dnsName");
        assert.deepEqual(recording.outputs["nextSteps"], [
            `where the records of shop.example.com are kept, make it a CNAME of ${String(dns)}, or an alias (ALIAS, ANAME) where shop.example.com is the top of its zone`,
        ]);
        assert.equal(recording.outputs["url"], "https://shop.example.com");
    });

    it("publishes where it is", async () => {
        const recording = await made();
        const { arn, arnSuffix } = recording.one("aws:lb/loadBalancer:LoadBalancer").outputs;
        assert.deepEqual(recording.one("fairlead:index:LoadBalancer").outputs, {
            arn,
            arnSuffix,
            nextSteps: [],
            ownUrl: recording.outputs["url"],
            production: { port: 80, protocol: "HTTP" },
            securityGroupId: recording.one("aws:ec2/securityGroup:SecurityGroup").id,
            test: { port: 8080, protocol: "HTTP" },
            url: recording.outputs["url"],
        });
    });
});
