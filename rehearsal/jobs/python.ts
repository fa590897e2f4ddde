// Python in a job: an environment of the job's own, so that a package which only this machine has is missing here as it would be
// on AWS. It is made when a job first asks for Python, inside the job's own walls.
import { posix } from "node:path";

/** What a job may call it by before it has one; afterwards its own `bin` comes first. */
const NAMES = ["python", "python3", "pip", "pip3"];

/** What the images of CodeBuild install beside: https://github.com/aws/aws-codebuild-docker-images/blob/master/ubuntu/standard/7.0/Dockerfile */
const BESIDE = [
    "boto3",
    "botocore",
    "s3transfer",
    "jmespath",
    "dateutil",
    "six",
    "urllib3",
    "setuptools",
    "wheel",
    "yaml",
];

const SCRIPT = "python-environment.py";

/**
 * An environment as `venv` makes them, in a tenth of its time: pip is shown and not copied.
 * https://docs.python.org/3/library/venv.html#how-venvs-work
 */
const MAKE = `import importlib.util, os, sys
at, named = sys.argv[1:]
program = os.path.realpath(getattr(sys, "_base_executable", sys.executable))
short = "python%d.%d" % sys.version_info[:2]
made = "%s.%d" % (at, os.getpid())
packages, shown = os.path.join(made, "lib", short, "site-packages"), os.path.join("shown", "packages")
for folder in ("bin", os.path.join("lib", short, "site-packages"), shown):
    os.makedirs(os.path.join(made, folder))
def write(path, text, mode=0o644):
    with open(os.path.join(made, path), "w") as file:
        file.write(text)
    os.chmod(file.name, mode)
write("pyvenv.cfg", "home = %s\\ninclude-system-site-packages = false\\nversion = %s\\n" % (os.path.dirname(program), sys.version.split()[0]))
os.symlink(program, os.path.join(made, "bin", short))
for name in ("python", "python3"):
    os.symlink(short, os.path.join(made, "bin", name))
for name in ["pip"] + named.split():
    found = importlib.util.find_spec(name)
    origin = found and found.origin
    if origin:
        origin = os.path.dirname(origin) if found.submodule_search_locations else origin
        os.symlink(origin, os.path.join(made, shown, os.path.basename(origin)))
write(os.path.join("lib", short, "site-packages", "shown.pth"), os.path.join(at, shown) + "\\n")
if importlib.util.find_spec("pip"):
    # What is installed for a user is installed for the job: there is nobody else.
    text = "import sys\\nfrom pip._internal.cli.main import main\\nsys.exit(main([each for each in sys.argv[1:] if each != '--user']))\\n"
    for name in ("pip", "pip3", "pip" + short[6:]):
        write(os.path.join("bin", name), "#!%s/bin/python3\\n%s" % (at, text), 0o755)
try:
    os.rename(made, at)
except OSError:
    # Another program of the job was first.
    if not os.path.isdir(at):
        raise
`;

/** Where it will be, in a folder of the job's own. */
export function pythonIn(output: string): string {
    return posix.join(output, "python");
}

/** Programs that make it when they are first asked, and what they need. @param bin the folder of these, as the job sees it */
export function pythonPrograms(at: string, bin: string): Readonly<Record<string, string>> {
    return { [SCRIPT]: MAKE, ...Object.fromEntries(NAMES.map((name) => [name, clientOf(name, at, bin)])) };
}

function clientOf(name: string, at: string, bin: string): string {
    return `#!/usr/bin/env bash
# ${name}, in an environment of this job's own.
if [ ! -e '${at}/bin' ]; then
    found=$(PATH=\${PATH//'${bin}':/} command -v python3) ||
        { echo "not rehearsed: ${name}: this machine has no python3 on PATH; CodeBuild's images have it" >&2; exit 127; }
    "$found" -IB '${bin}/${SCRIPT}' '${at}' '${BESIDE.join(" ")}' || exit 127
    echo "Python of this machine ($("$found" -IB --version 2>&1)) in an environment of this job's own" >&2
fi
[ -e '${at}/bin/${name}' ] ||
    { echo "not rehearsed: ${name}: this machine's Python has no pip; CodeBuild's images have it" >&2; exit 127; }
exec '${at}/bin/${name}' "$@"
`;
}
