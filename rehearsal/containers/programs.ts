// What the official images have on their PATH, as their packages say. Other programs of this machine are not shown inside
// a stand-in for them: a build that only works with one of those would be green here and red on AWS.

const words = (text: string): readonly string[] => text.split(/\s+/).filter(Boolean);

/** https://packages.debian.org/bookworm/amd64/coreutils/filelist */
const COREUTILS = words(`
[ arch b2sum base32 base64 basename basenc cat chcon chgrp chmod chown chroot cksum comm cp csplit cut date dd df dir
dircolors dirname du echo env expand expr factor false fmt fold groups head hostid id install join link ln logname ls md5sum
mkdir mkfifo mknod mktemp mv nice nl nohup nproc numfmt od paste pathchk pinky pr printenv printf ptx pwd readlink realpath
rm rmdir runcon seq sha1sum sha224sum sha256sum sha384sum sha512sum shred shuf sleep sort split stat stdbuf stty sum sync tac
tail tee test timeout touch tr true truncate tsort tty uname unexpand uniq unlink users vdir wc who whoami yes`);

/** The packages of debian:12-slim besides: https://github.com/docker-library/repo-info/blob/master/repos/debian/local/bookworm-slim.md */
const DEBIAN = words(`
apt apt-cache apt-config apt-get apt-key apt-mark bash rbash logger renice script scriptreplay dash sh debconf
debconf-set-selections dpkg-preconfigure dpkg-reconfigure add-shell ischroot remove-shell run-parts savelog tempfile which cmp
diff diff3 sdiff dpkg dpkg-deb dpkg-divert dpkg-query dpkg-split dpkg-statoverride dpkg-trigger start-stop-daemon
update-alternatives find xargs gpgv egrep fgrep grep rgrep gunzip gzexe gzip uncompress zcat zcmp zdiff zegrep zfgrep zforce
zgrep zless zmore znew dnsdomainname domainname hostname invoke-rc.d service update-rc.d getconf getent iconv ldconfig ldd
locale localedef tzselect zdump faillog lastlog login newgrp nologin sg awk mawk nawk mount umount clear infocmp reset tabs tic
toe tput tset chage chfn chgpasswd chpasswd chsh cppw expiry gpasswd groupadd groupdel groupmems groupmod grpck grpconv
newusers passwd pwck pwconv pwunconv useradd userdel usermod vigr vipw perl sed fstab-decode killall5 pidof tar choom chrt
dmesg fallocate findmnt flock getopt hardlink ionice ipcmk ipcrm ipcs last linux32 linux64 lsblk lscpu lsipc lslocks lsmem lsns
mcookie mesg more mountpoint namei nsenter pivot_root prlimit rename.ul rev runuser setarch setpriv setsid setterm su taskset
unshare utmpdump whereis`);

/** https://github.com/docker-library/buildpack-deps/blob/master/debian/bookworm/scm/Dockerfile, and what that begins with. */
const SCM = words(`
curl wget gpg gpg-agent gpgconf gpgsm dirmngr git git-receive-pack git-shell git-upload-pack hg ssh scp sftp ssh-add ssh-agent
ssh-keygen ssh-keyscan svn svnadmin free kill pgrep pidwait pkill pmap ps pwdx slabtop sysctl tload top uptime vmstat w watch
openssl c_rehash update-ca-certificates python3 pydoc3 perldoc prove shasum json_pp cpan podchecker`);

/** https://github.com/docker-library/golang/blob/master/Dockerfile-linux.template */
const COMPILERS = words(`
gcc g++ cpp c++ cc c89 c99 gcov gcc-ar gcc-nm gcc-ranlib ld ld.bfd ld.gold as ar nm objcopy objdump ranlib readelf size strings
strip addr2line c++filt gold gprof make gmake pkg-config`);

/** https://github.com/docker-library/buildpack-deps/blob/master/debian/bookworm/Dockerfile */
const BUILDPACK = words(`
autoconf autoheader autom4te autoreconf autoscan autoupdate aclocal automake bzip2 bunzip2 bzcat bzgrep file patch unzip zipinfo
funzip xz unxz xzcat xzgrep lzma unlzma lzcat libtool libtoolize convert identify mogrify magick dpkg-architecture
dpkg-buildflags dpkg-buildpackage dpkg-source m4 mysql_config pg_config xml2-config xslt-config xsltproc curl-config`);

/** https://gitlab.alpinelinux.org/alpine/aports/-/blob/master/main/busybox/busyboxconfig, and the packages beside it. */
const ALPINE = words(`
[ [[ add-shell addgroup adduser apk arch ash awk base64 basename bc bunzip2 busybox bzcat bzip2 cal cat chgrp chmod chown
chpasswd chroot cksum clear cmp comm cp cpio crond crontab cut date dc dd delgroup deluser df diff dirname dmesg dnsdomainname
dos2unix du echo ed egrep env expand expr factor fallocate false fgrep find flock fold free fsync fuser getconf getent getopt
grep groups gunzip gzip hd head hexdump hostid hostname iconv id ifconfig install ionice iostat ip ipcalc ipcrm ipcs kill
killall killall5 ldconfig ldd less link linux32 linux64 ln logger login ls lsof lzcat lzma lzop md5sum mesg mkdir mkfifo mknod
mkpasswd mktemp more mount mountpoint mpstat mv nc netstat nice nl nmeter nohup nologin nproc nsenter nslookup ntpd od passwd
paste patch pgrep pidof ping ping6 pkill pmap printenv printf ps pstree pwd pwdx rdate readlink realpath remove-shell renice
reset resize rev rm rmdir route run-parts scanelf sed sendmail seq setpriv setsid sh sha1sum sha256sum sha3sum sha512sum shred
shuf sleep sort split ssl_client stat strings stty su sum sync sysctl syslogd tac tail tar tee test time timeout top touch tr
traceroute tree true truncate tty umount uname unexpand uniq unix2dos unlink unlzma unlzop unshare unxz unzip uptime usleep
uudecode uuencode vi vlock watch wc wget which who whoami whois xargs xxd xzcat yes zcat`);

/** `make defconfig`: https://github.com/docker-library/busybox/blob/master/latest/glibc/Dockerfile.builder */
const BUSYBOX = [
    ...ALPINE.filter((name) => !["apk", "getent", "iconv", "ldconfig", "ldd", "scanelf"].includes(name)),
    ...words(
        "ar chat cttyhack dpkg dpkg-deb ftpget ftpput httpd inetd man mim rpm rpm2cpio script telnet telnetd tftp ts w xz",
    ),
];

/** https://docs.aws.amazon.com/linux/al2023/ug/al2023-container-ami.html; neither findutils nor tar. */
const AMAZON = [
    ...COREUTILS,
    ...words(`alternatives bash sh curl dnf dnf-3 yum rpm rpmkeys rpmquery rpmverify gpg gpg2 gpgconf gpgv awk gawk egrep fgrep
grep getconf getent iconv ldconfig ldd locale localedef zdump tzselect python3 sed update-ca-trust trust p11-kit`),
];

export type Kind = "alpine" | "amazon" | "busybox" | "compilers" | "full" | "slim";

const SLIM = [...COREUTILS, ...DEBIAN];

export const PROGRAMS: Readonly<Record<Kind, ReadonlySet<string>>> = {
    alpine: new Set(ALPINE),
    amazon: new Set(AMAZON),
    busybox: new Set(BUSYBOX),
    compilers: new Set([...SLIM, ...SCM, ...COMPILERS]),
    full: new Set([...SLIM, ...SCM, ...COMPILERS, ...BUILDPACK]),
    slim: new Set(SLIM),
};

/** They work on the packages of the real image, which this machine has not. */
const PACKAGES =
    words(`apk apt apt-cache apt-config apt-get apt-key apt-mark debconf debconf-set-selections dnf dnf-3 dpkg
dpkg-deb dpkg-divert dpkg-preconfigure dpkg-query dpkg-reconfigure dpkg-statoverride dpkg-trigger rpm rpmkeys rpmquery rpmverify
scanelf update-alternatives update-ca-certificates update-ca-trust yum`);
/** Another program of the same name takes other words. */
const BUSYBOX_USERS = words("addgroup adduser delgroup deluser");
/** What takes more than one user. */
const USERS = words(
    `chgrp chown groupadd groupdel groupmod gpasswd newusers runuser setpriv su useradd userdel usermod`,
);

/** Why a program of the real image is not played by this machine's, whatever it has; nothing where it may be. */
export function neverPlayed(program: string, oneUser: boolean): string | undefined {
    if (PACKAGES.includes(program)) return "works on packages that this machine does not have";
    if (BUSYBOX_USERS.includes(program)) return "makes users in busybox's words, which this machine does not know";
    return oneUser && USERS.includes(program) ? "takes several users, and yours is the only one here" : undefined;
}
