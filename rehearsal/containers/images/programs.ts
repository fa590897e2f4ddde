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

/** What busybox is in both images that have it, in their versions of it. */
const APPLETS = words(`
[ [[ acpid add-shell addgroup adduser adjtimex arch arp arping ash awk base64 basename bc beep blkdiscard blkid blockdev brctl
bunzip2 bzcat bzip2 cal cat chattr chgrp chmod chown chpasswd chroot chvt cksum clear cmp comm cp cpio crond crontab cryptpw
cut date dc dd deallocvt delgroup deluser depmod df diff dirname dmesg dnsdomainname dos2unix du dumpkmap echo egrep eject env
ether-wake expand expr factor fallocate false fatattr fbset fbsplash fdflush fdisk fgrep find findfs flock fold free fsck
fstrim fsync fuser getopt getty grep groups gunzip gzip halt hd head hexdump hostid hostname hwclock id ifconfig ifdown
ifenslave ifup init insmod install ionice iostat ip ipaddr ipcalc ipcrm ipcs iplink ipneigh iproute iprule iptunnel kbd_mode
kill killall killall5 klogd last less link linux32 linux64 ln loadfont loadkmap logger login logread losetup ls lsattr lsmod
lsof lsusb lzcat lzma lzop makemime md5sum mdev mesg microcom mkdir mkdosfs mkfifo mkfs.vfat mknod mkpasswd mkswap mktemp
modinfo modprobe more mount mountpoint mpstat mv nameif nanddump nandwrite nbd-client nc netstat nice nl nmeter nohup nologin
nproc nsenter nslookup ntpd od openvt partprobe passwd paste pgrep pidof ping ping6 pipe_progress pivot_root pkill pmap
poweroff printenv printf ps pscan pstree pwd pwdx raidautorun rdate rdev readahead readlink realpath reboot reformime
remove-shell renice reset resize rev rm rmdir rmmod route run-parts sed sendmail seq setconsole setfont setkeycodes setlogcons
setpriv setserial setsid sh sha1sum sha256sum sha3sum sha512sum showkey shred shuf slattach sleep sort split stat strings stty
su sum swapoff swapon switch_root sync sysctl syslogd tac tail tar tee test time timeout top touch tr traceroute traceroute6
tree true truncate tty ttysize tunctl udhcpc udhcpc6 umount uname unexpand uniq unix2dos unlink unlzma unshare unxz unzip
uptime usleep uudecode uuencode vconfig vi vlock volname watch watchdog wc wget which who whoami whois xargs xxd xzcat yes
zcat zcip`);

/**
 * The image's own list of applets, https://github.com/zerocore-ai/rootfs-alpine/blob/main/etc/busybox-paths.d/busybox, and the
 * packages beside busybox: https://github.com/docker-library/repo-info/blob/master/repos/alpine/local/3.22.md
 */
const ALPINE = [
    ...APPLETS,
    ...words(`bbconfig inotifyd lzopcat rfkill unlzop
apk busybox getconf getent iconv ldconfig ldd scanelf ssl_client`),
];

/** `make defconfig` of 1.37, as its `busybox` lists it: https://github.com/docker-library/busybox/blob/master/latest/glibc/Dockerfile.builder */
const BUSYBOX = [
    ...APPLETS,
    ...words(`busybox getconf
ar ascii base32 bootchartd chat chpst chrt conspy crc32 cttyhack devmem dhcprelay dnsd dpkg dpkg-deb dumpleases ed envdir
envuidgid fakeidentd fdformat fgconsole freeramdisk fsck.minix fsfreeze ftpd ftpget ftpput getfattr hdparm hexedit httpd hush
i2cdetect i2cdump i2cget i2cset i2ctransfer ifplugd inetd linuxrc logname lpd lpq lpr lspci lsscsi makedevs man mim mke2fs
mkfs.ext2 mkfs.minix mt patch popmaildir powertop readprofile resume rpm rpm2cpio rtcwake run-init runlevel runsv runsvdir rx
script scriptreplay seedrng setarch setfattr setuidgid smemcap softlimit ssl_client start-stop-daemon sulogin sv svc svlogd
svok taskset tc tcpsvd telnet telnetd tftp tftpd ts tsort ubiattach ubidetach ubimkvol ubirename ubirmvol ubirsvol
ubiupdatevol udhcpd udpsvd uevent users w wall xz`),
];

/**
 * Of the packages that amazonlinux:2023 has, neither findutils nor shadow-utils, tar or gzip among them:
 * https://github.com/docker-library/repo-info/blob/master/repos/amazonlinux/local/2023.md. No page lists the files of these
 * packages; they are taken to have the programs of Fedora's packages of the same names.
 */
const AMAZON = [
    ...COREUTILS,
    ...words(`alternatives update-alternatives bash sh curl dnf dnf-3 yum rpm rpm2archive rpm2cpio rpmdb rpmkeys rpmquery rpmverify gpg
gpg2 gpgconf gpgv awk gawk egrep fgrep grep capsh getcap getpcaps setcap gencat getconf getent iconv ldconfig ldd locale localedef
zdump tzselect python3 pydoc3 sed ca-legacy update-ca-trust trust p11-kit`),
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
    words(`alternatives apk apt apt-cache apt-config apt-get apt-key apt-mark ca-legacy debconf debconf-set-selections dnf dnf-3
dpkg dpkg-deb dpkg-divert dpkg-preconfigure dpkg-query dpkg-reconfigure dpkg-statoverride dpkg-trigger rpm rpm2archive rpm2cpio
rpmdb rpmkeys rpmquery rpmverify scanelf update-alternatives update-ca-certificates update-ca-trust yum`);
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
