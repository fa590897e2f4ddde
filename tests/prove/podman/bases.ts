// Base images made on the spot of what this machine has, under the names that Dockerfiles know: no registry is asked.
import { execFileSync } from "node:child_process";
import {
    copyFileSync,
    cpSync,
    existsSync,
    mkdirSync,
    readdirSync,
    realpathSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

import { isOnPath } from "../../support/skip";
import type { Podman } from "./machine";

export interface Base {
    /** What has to be on PATH here. */
    readonly needs: readonly string[];
    readonly tags: readonly string[];
    /** Fills a folder that becomes the root of the image; answers what its Dockerfile says besides. */
    readonly make: (root: Root) => string;
}

/** A root that is filled with programs of this machine, at the paths where they lie here. */
class Root {
    constructor(public readonly folder: string) {
        for (const name of ["bin", "etc", "tmp", "usr/bin"]) mkdirSync(join(folder, name), { recursive: true });
        this.write("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\nnode:x:1000:1000::/:/bin/sh\n");
        this.write("/etc/group", "root:x:0:\nnode:x:1000:\n");
        this.write("/etc/nsswitch.conf", "hosts: files dns\n");
        this.copy("/bin/busybox");
        for (const name of ["sh", "cat", "echo", "env", "mkdir", "sleep", "touch"])
            this.link(`/bin/${name}`, "busybox");
    }

    public write(path: string, text: string): void {
        mkdirSync(dirname(join(this.folder, path)), { recursive: true });
        writeFileSync(join(this.folder, path), text);
    }

    public link(path: string, to: string): void {
        mkdirSync(dirname(join(this.folder, path)), { recursive: true });
        symlinkSync(to, join(this.folder, path));
    }

    public copy(path: string, to = path): void {
        mkdirSync(dirname(join(this.folder, to)), { recursive: true });
        copyFileSync(path, join(this.folder, to));
    }

    /** A program or a library of this machine, with the libraries that it takes. */
    public program(path: string, to = path): void {
        this.copy(realpathSync(path), to);
        for (const library of librariesOf(realpathSync(path)))
            if (!existsSync(join(this.folder, library))) this.copy(library);
    }

    public tree(path: string, to: string, without: RegExp): void {
        cpSync(path, join(this.folder, to), { recursive: true, filter: (from) => !without.test(from) });
    }
}

function librariesOf(program: string): readonly string[] {
    try {
        return execFileSync("ldd", [program], { encoding: "utf8", stdio: "pipe" }).match(/\/\S+/g) ?? [];
    } catch {
        return []; // It takes none.
    }
}

export const NODE: Base = {
    needs: ["node"],
    tags: ["localhost/fairlead-proof-base"],
    make: (root) => {
        root.program(process.execPath, "/usr/bin/node");
        return "ENV PATH=/usr/bin:/bin\n";
    },
};

/** A team's own base: the name says nothing that a stand-in would know. */
export const PYTHON: Base = {
    needs: ["python3"],
    tags: ["registry.example.com/base/python:3.12-slim"],
    make: (root) => {
        const ask = "import pip, sys, sysconfig; print(sys.executable, sysconfig.get_path('stdlib'), pip.__path__[0])";
        const asked = execFileSync("python3", ["-IBc", ask], { encoding: "utf8" }).trim();
        const [executable = "", library = "", pip = ""] = asked.split(" ");
        const program = realpathSync(executable);
        root.program(program);
        const heavy =
            "test|idlelib|tkinter|ensurepip|lib2to3|site-packages|dist-packages|__pycache__|EXTERNALLY-MANAGED";
        root.tree(library, library, new RegExp(`/(${heavy}|config-[^/]+)$|\\.a$`));
        root.tree(pip, join(library, "site-packages/pip"), /__pycache__$/);
        const loaded = join(library, "lib-dynload");
        for (const name of readdirSync(loaded)) root.program(join(loaded, name));
        root.link("/usr/local/bin/python3", program);
        root.write(
            "/usr/local/bin/pip",
            `#!${program}\nfrom pip._internal.cli.main import main\nraise SystemExit(main())\n`,
        );
        for (const path of ["/etc/ssl/certs/ca-certificates.crt", "/etc/pip.conf"])
            if (existsSync(path)) root.copy(path);
        return `RUN busybox chmod 755 /usr/local/bin/pip\nENV PATH=${dirname(program)}:/usr/local/bin:/usr/bin:/bin\n`;
    },
};

/** With what it once compiled of its own library: that takes longer than everything else of a proof. */
export const GO: Base = {
    needs: ["go"],
    tags: ["registry.example.com/base/golang:1.22"],
    make: (root) => {
        const env = { ...process.env, GOTOOLCHAIN: "local", CGO_ENABLED: "0", XDG_CONFIG_HOME: "/dev/null/none" };
        const place = execFileSync("go", ["env", "GOROOT"], { encoding: "utf8", env }).trim();
        // Of the tools only those that build a program without C; what tests itself is not there.
        const tools = "/pkg/tool/[^/]+/(?!compile$|link$|asm$|buildid$)[^/]+";
        const needless = "/(testdata|api|doc|test|misc|bin/gofmt|src/cmd)";
        root.tree(place, place, new RegExp(`(${tools}|${needless})$|_test\\.go$`));
        const cache = join(root.folder, "go/cache");
        execFileSync("go", ["build", "-o", "/dev/null", "net/http", "log"], { env: { ...env, GOCACHE: cache } });
        return `ENV PATH=${place}/bin:/usr/bin:/bin GOTOOLCHAIN=local GOCACHE=/go/cache GOPATH=/go\n`;
    },
};

/** Both in one: what compiles, and what runs. */
export const JAVA: Base = {
    needs: ["javac", "jlink"],
    tags: ["docker.io/library/eclipse-temurin:21-jdk", "docker.io/library/eclipse-temurin:21-jre"],
    make: (root) => {
        const home = "/opt/java/openjdk";
        mkdirSync(join(root.folder, dirname(home)), { recursive: true });
        const modules = ["--add-modules", "java.base,jdk.httpserver,jdk.compiler"];
        const small = ["--strip-debug", "--no-man-pages", "--no-header-files"];
        execFileSync("jlink", [...modules, ...small, "--output", join(root.folder, home)], { stdio: "pipe" });
        for (const name of ["bin/java", "lib/libjli.so", "lib/server/libjvm.so", "lib/libnio.so", "lib/libnet.so"])
            for (const library of librariesOf(join(root.folder, home, name)))
                if (!library.startsWith(root.folder) && !existsSync(join(root.folder, library))) root.copy(library);
        return `ENV JAVA_HOME=${home} PATH=${home}/bin:/usr/bin:/bin\n`;
    },
};

/** As the official one: https://github.com/nginx/docker-nginx/blob/master/stable/alpine/Dockerfile */
export const NGINX: Base = {
    needs: ["nginx"],
    tags: ["docker.io/library/nginx:1.27-alpine"],
    make: (root) => {
        const program = execFileSync("sh", ["-c", "command -v nginx"], { encoding: "utf8" }).trim();
        root.program(program, "/usr/sbin/nginx");
        root.write(
            "/etc/nginx/nginx.conf",
            "pid /tmp/nginx.pid;\nevents {}\nhttp {\n  access_log off;\n  include /etc/nginx/conf.d/*.conf;\n}\n",
        );
        for (const name of ["/var/lib/nginx", "/var/log/nginx", "/usr/share/nginx/html", "/etc/nginx/conf.d", "/run"])
            mkdirSync(join(root.folder, name), { recursive: true });
        root.write("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n");
        root.write("/etc/group", "root:x:0:\nnogroup:x:65534:\nnobody:x:65534:\n");
        return 'ENV PATH=/usr/sbin:/usr/bin:/bin\nSTOPSIGNAL SIGQUIT\nCMD ["nginx", "-g", "daemon off;"]\n';
    },
};

/** Makes the folders of bases, once for every podman that builds them. */
export function makeBases(folder: string, bases: readonly Base[]): void {
    for (const base of bases) {
        const at = join(folder, nameOf(base));
        const said = base.make(new Root(join(at, "root")));
        writeFileSync(join(at, "Dockerfile"), `FROM scratch\nCOPY root /\n${said}`);
    }
}

export function buildBases(podman: Podman, folder: string, bases: readonly Base[]): void {
    for (const base of bases)
        podman.podman("build", "--quiet", ...base.tags.flatMap((tag) => ["--tag", tag]), join(folder, nameOf(base)));
}

export function missingFor({ needs }: Base): string | undefined {
    const missing = needs.find((program) => !isOnPath(program));
    return missing === undefined ? undefined : `no ${missing} on PATH`;
}

function nameOf({ tags: [tag = ""] }: Base): string {
    return basename(tag).replace(/:.*/, "");
}
