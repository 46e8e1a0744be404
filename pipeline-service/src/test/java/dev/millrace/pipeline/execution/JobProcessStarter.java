package dev.millrace.pipeline.execution;

import java.nio.file.Path;
import java.util.Map;

/** A program that starts a job and forwards its output; tests kill it. */
final class JobProcessStarter {

    private JobProcessStarter() {}

    public static void main(String[] arguments) throws Exception {
        JobProcess process = JobProcess.start(
                Path.of(arguments[0]), Path.of(arguments[1]), Map.of("PATH", "/usr/bin:/bin"), arguments[2]);
        process.output().transferTo(System.out);
    }
}
