package dev.millrace.standalone.process;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A child process for tests: writes its pid into the file of the first argument when it is ready. The second argument
 * is its behaviour from then on: {@code run} runs until it is stopped, {@code deaf} does so and ignores the request to
 * stop, {@code parent} runs with a child of its own whose pid it adds, {@code fail} exits at once with 3, {@code hang}
 * never becomes ready, {@code busy} needs eight seconds of work to become ready, {@code listen PORT} binds that port or
 * exits, and adds its number.
 */
final class TinyMain {

    private TinyMain() {}

    public static void main(String... arguments) throws Exception {
        String pids = Long.toString(ProcessHandle.current().pid());
        switch (arguments[1]) {
            case "fail" -> {
                System.out.println("this cannot work");
                System.exit(3);
            }
            case "deaf" -> Runtime.getRuntime().addShutdownHook(new Thread(TinyMain::waitForEver));
            case "hang" -> waitForEver();
            case "busy" -> {
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(8);
                while (System.nanoTime() < end) {
                    Thread.onSpinWait();
                }
            }
            case String listen
            when listen.startsWith("listen ") -> {
                int port = Integer.parseInt(listen.substring("listen ".length()));
                var unused = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                pids += " " + unused.getLocalPort();
            }
            case "parent" ->
                pids += " "
                        + new ProcessBuilder("bash", "-c", "exec sleep 1000")
                                .start()
                                .pid();
            default -> {}
        }
        Path draft = Path.of(arguments[0] + ".draft");
        Files.writeString(draft, pids);
        Files.move(draft, Path.of(arguments[0]), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        waitForEver();
    }

    private static void waitForEver() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
