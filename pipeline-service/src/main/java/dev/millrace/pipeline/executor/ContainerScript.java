package dev.millrace.pipeline.executor;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the first process of a container runs: bash, which limits each process of the job, gives it its variables and runs its script.
 * The variables, each ended by NUL and the last followed by another, are in no command line and in no description of the container.
 */
final class ContainerScript {

    /** The supervisor, a guard and what writes the variables are no processes of the job. */
    static final int OWN_PROCESSES = 3;

    /** Instead of a file with the variables: they come from the input. */
    private static final String FROM_INPUT = "-";

    /**
     * {@code $1} to {@code $4} are limits as of {@link JobProcess}, {@code $5} the file with the variables, or that they come from the
     * input, {@code $6} the loader, {@code $7} the script. An input breaks when the service ends that started this; then the guard
     * kills all processes but the first of the namespace, which ends with the job. SIGTERM is forwarded.
     */
    private static final String SUPERVISOR = """
            # signals go to all processes of the namespace, which must be one of our own
            [ "$$" = 1 ] || { echo 'this is not the first process of a container'; exit 125; }
            cpu=$1 data=$2 file=$3 open=$4 source=$5
            shift 5
            exec 3<&0 </dev/null
            [ "$source" = - ] || exec 3<"$source"
            variables=()
            while IFS= read -r -d '' -u 3 variable && [ -n "$variable" ]; do
                variables+=("$variable")
            done
            trap 'stopped=1; kill -TERM -1 2>/dev/null' TERM
            (
                exec 3<&- 4< <(printf '%s\\0' "${variables[@]}")
                for limit in "-c 0" "-t $cpu" "-d $data" "-f $file" "-n $open"; do
                    ulimit $limit 2>/dev/null
                done
                exec bash -c "$1" loader "$2"
            ) &
            job=$!
            [ "$source" != - ] || {
                trap '' TERM
                read -r -u 3 _
                kill -KILL -1
            } >/dev/null 2>&1 &
            exec 3<&- 2>/dev/null
            status=
            while :; do
                # a signal ends the wait, and its status is not the job's then
                stopped=
                wait "$job"
                result=$?
                [ "$result" = 127 ] && [ -n "$status" ] || status=$result
                [ -n "$stopped" ] || exit "$status"
            done
            """;

    /** Takes the variables from file 4, and runs the script {@code $1}. That some of bash's own cannot be set is no error. */
    private static final String LOADER = """
            _millrace_bash=$BASH
            while IFS= read -r -d '' -u 4 _millrace_variable && [ -n "$_millrace_variable" ]; do
                export "$_millrace_variable"
            done 2>/dev/null
            unset _millrace_variable
            exec 4<&-
            exec "$_millrace_bash" "$1"
            """;

    private ContainerScript() {}

    /** The command of a container to whose input {@link #variables} are written, and which ends when its input does. */
    static List<String> guarded(JobCommand command, JobLimits limits) {
        return command(command, FROM_INPUT, limits);
    }

    /** The command of a container in which {@code variables} is a file with {@link #variables}. */
    static List<String> fromFile(JobCommand command, String variables, JobLimits limits) {
        return command(command, variables, limits);
    }

    private static List<String> command(JobCommand command, String source, JobLimits limits) {
        return List.of(
                "bash",
                "-c",
                SUPERVISOR,
                "job",
                String.valueOf(Math.ceilDiv(limits.cpuTime().toMillis(), 1_000)),
                String.valueOf(Math.ceilDiv(2 * limits.memory(), 1024)),
                String.valueOf(Math.ceilDiv(limits.fileSize(), 1024)),
                String.valueOf(limits.openFiles()),
                source,
                LOADER,
                command.script().toString());
    }

    /** The job's variables as a container takes them. */
    static byte[] variables(JobCommand command) {
        Map<String, String> all = new TreeMap<>(command.environment());
        all.put(JobMark.VARIABLE, command.name());
        var bytes = new ByteArrayOutputStream();
        all.forEach((name, value) -> bytes.writeBytes((name + '=' + value + '\0').getBytes(StandardCharsets.UTF_8)));
        bytes.write(0);
        return bytes.toByteArray();
    }
}
