package dev.millrace.pipeline.executor;

import dev.millrace.pipeline.PipelineConfig.Sandbox.Network;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The sandbox of a job: the command that starts its script in namespaces of its own (user, PID, mount, IPC, host name, cgroup, network)
 * and a file system that contains only what is listed here.
 *
 * <p>If this service runs as root, so does no job: the user changes before the sandbox is made, to one that owns nothing but the
 * job's files. Otherwise it is the user of this service. Inside it is always user 1000, without capabilities.
 *
 * @param program bwrap
 * @param user of this service
 * @param directory where jobs have their directories
 * @param readable further paths of the machine that jobs can read, absolute
 * @param forbidsNestedUsers whether jobs can make user namespaces, with which many weaknesses of kernels begin
 */
record Bubblewrap(
        Path program,
        ServiceUser user,
        Path directory,
        List<Path> readable,
        Network network,
        JobLimits limits,
        boolean forbidsNestedUsers) {

    private static final List<String> PLACES = List.of("/usr/bin", "/usr/local/bin", "/bin");
    private static final List<String> PLACES_OF_FILES = List.of("/mnt", "/media", "/srv", "/opt", "/home");
    private static final List<String> SYSTEM = List.of("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32");

    /** What programs need of {@code /etc} and what holds no secrets; those of the Java runtimes are added. */
    private static final List<String> ETC = List.of(
            "alternatives",
            "bash.bashrc",
            "ca-certificates",
            "crypto-policies",
            "debian_version",
            "fonts",
            "ld.so.cache",
            "ld.so.conf",
            "ld.so.conf.d",
            "localtime",
            "magic",
            "maven",
            "mime.types",
            "nsswitch.conf",
            "os-release",
            "perl",
            "pki/ca-trust",
            "pki/tls/certs",
            "profile",
            "protocols",
            "python3",
            "services",
            "ssl/certs",
            "ssl/openssl.cnf",
            "timezone");

    private static final List<String> ETC_OF_THE_NETWORK = List.of("hosts", "resolv.conf", "host.conf", "gai.conf");

    /** Users of jobs if this service is root: systemd's range for users that exist for a while only. */
    private static final int FIRST_USER = 61_184;

    private static final int USERS = 4_336;

    /**
     * {@code $1} is the user of the job, if that is to be changed, {@code $2} an empty directory, or one whose content is not needed;
     * the next are the job's checkout, home and script, the rest is
     * bwrap. Files 5 to 7 become {@code /etc/passwd}, {@code group} and {@code hosts}. As another user, bwrap may not be able to
     * reach the job's directory, so that is mounted at a place that it can.
     */
    private static final String STAGE = """
            set -e
            user=$1 place=$2 checkout=$3 home=$4 script=$5
            shift 5
            exec 5<<<"root:x:0:0::/:/bin/false
            job:x:1000:1000::$home:/bin/bash
            nobody:x:65534:65534::/:/bin/false"
            exec 6<<<"root:x:0:
            job:x:1000:
            nogroup:x:65534:"
            exec 7<<<"127.0.0.1 localhost job
            ::1 localhost"
            [ -n "$user" ] || exec "$@"
            mount -t tmpfs -o mode=755,size=64k tmpfs "$place"
            mkdir "$place/checkout" "$place/home"
            : >"$place/job.sh"
            mount --bind "$checkout" "$place/checkout"
            mount --bind "$home" "$place/home"
            mount --bind "$script" "$place/job.sh"
            chown -hR "$user:$user" "$place/checkout" "$place/home" "$place/job.sh"
            exec setpriv --reuid "$user" --regid "$user" --clear-groups -- "$@"
            """;

    /** Where bwrap is; empty if it is not installed. */
    static Optional<Path> installed() {
        return PLACES.stream()
                .map(place -> Path.of(place, "bwrap"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The same, in which jobs can make user namespaces. */
    Bubblewrap withNestedUsers() {
        return new Bubblewrap(program, user, directory, readable, network, limits, false);
    }

    /**
     * The command that runs another one in the sandbox.
     *
     * @param mark by which the user of the job is chosen, so that two jobs rarely share one
     */
    List<String> around(JobCommand job, JobMark mark, List<String> command) {
        List<String> all = new ArrayList<>();
        if (isRoot()) {
            all.addAll(List.of("unshare", "--mount", "--propagation", "private", "--"));
        }
        String jobUser = isRoot() ? String.valueOf(FIRST_USER + mark.number() % USERS) : "";
        all.addAll(List.of("bash", "-c", STAGE, "stage", jobUser, place().toString()));
        all.addAll(List.of(
                job.checkout().toString(), job.home().toString(), job.script().toString()));
        all.add(program.toString());
        all.addAll(namespaces());
        all.addAll(machine());
        all.addAll(filesOf(job));
        all.add("--");
        all.addAll(command);
        return all;
    }

    boolean isRoot() {
        return user.uid().filter(uid -> uid == 0).isPresent();
    }

    private List<String> namespaces() {
        List<String> options = new ArrayList<>(List.of(
                "--unshare-user",
                "--uid",
                "1000",
                "--gid",
                "1000",
                "--unshare-pid",
                "--unshare-ipc",
                "--unshare-uts",
                "--hostname",
                "job",
                "--unshare-cgroup-try",
                // no terminal, into which a job could type
                "--new-session",
                "--die-with-parent",
                "--cap-drop",
                "ALL",
                "--clearenv"));
        if (network == Network.NONE) {
            options.add("--unshare-net");
        }
        if (forbidsNestedUsers) {
            options.add("--disable-userns");
        }
        return options;
    }

    private List<String> machine() {
        List<String> options = new ArrayList<>(List.of("--ro-bind", "/usr", "/usr"));
        for (String name : SYSTEM) {
            options.addAll(system(Path.of(name)));
        }
        etc().forEach(path -> options.addAll(List.of("--ro-bind-try", path, path)));
        options.addAll(List.of("--ro-bind-data", "5", "/etc/passwd", "--ro-bind-data", "6", "/etc/group"));
        if (network == Network.NONE) {
            options.addAll(List.of("--ro-bind-data", "7", "/etc/hosts"));
        }
        options.addAll(List.of("--proc", "/proc", "--dev", "/dev"));
        options.addAll(temporary("/dev/shm"));
        // what is mounted in it stays writable
        options.addAll(List.of("--remount-ro", "/dev"));
        options.addAll(temporary("/tmp"));
        options.addAll(List.of("--dir", "/run", "--dir", "/var", "--symlink", "../tmp", "/var/tmp"));
        readable.forEach(path -> options.addAll(List.of("--ro-bind-try", path.toString(), path.toString())));
        if (directory.startsWith("/usr")) {
            // directories of other jobs
            options.addAll(List.of("--tmpfs", directory.toString()));
        }
        return options;
    }

    private List<String> filesOf(JobCommand job) {
        String checkout = job.checkout().toString();
        String home = job.home().toString();
        String script = job.script().toString();
        return List.of(
                "--bind",
                isRoot() ? place() + "/checkout" : checkout,
                checkout,
                "--bind",
                isRoot() ? place() + "/home" : home,
                home,
                "--ro-bind",
                isRoot() ? place() + "/job.sh" : script,
                script,
                "--chdir",
                checkout,
                // it is in memory, and would hold as much as a job writes
                "--remount-ro",
                "/");
    }

    /** Where bwrap finds the job's files, seen by the processes of this job only. */
    private Path place() {
        return PLACES_OF_FILES.stream()
                .map(Path::of)
                .filter(Files::isDirectory)
                .filter(place ->
                        !directory.startsWith(place) && readable.stream().noneMatch(path -> path.startsWith(place)))
                .findFirst()
                .orElse(Path.of("/mnt"));
    }

    private List<String> temporary(String place) {
        return List.of("--perms", "1777", "--size", String.valueOf(limits.temporaryFiles()), "--tmpfs", place);
    }

    /** Most machines have links there, into {@code /usr}. */
    private static List<String> system(Path path) {
        try {
            if (Files.isSymbolicLink(path)) {
                return List.of("--symlink", Files.readSymbolicLink(path).toString(), path.toString());
            }
            return Files.isDirectory(path) ? List.of("--ro-bind", path.toString(), path.toString()) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("%s cannot be read".formatted(path), e);
        }
    }

    private List<String> etc() {
        List<String> names = new ArrayList<>(ETC);
        if (network == Network.HOST) {
            names.addAll(ETC_OF_THE_NETWORK);
        }
        try (Stream<Path> all = Files.list(Path.of("/etc"))) {
            all.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith("java"))
                    .forEach(names::add);
        } catch (IOException e) {
            throw new UncheckedIOException("/etc cannot be read", e);
        }
        return names.stream().map(name -> "/etc/" + name).toList();
    }
}
