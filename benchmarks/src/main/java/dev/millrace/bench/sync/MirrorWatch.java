package dev.millrace.bench.sync;

import dev.millrace.bench.platform.BenchPlatform;
import dev.millrace.standalone.client.UnexpectedAnswer;
import dev.millrace.standalone.client.Waiting;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Polls the default branch of all mirrors of a team every few milliseconds: in the database, which git's clients are
 * served from, since polling each mirror over HTTP would be most of the work on the machine.
 */
final class MirrorWatch implements AutoCloseable {

    private static final Duration BETWEEN = Duration.ofMillis(20);

    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final BenchPlatform platform;
    private final String team;
    private final Arrivals arrivals;
    private final Future<?> watching;

    private MirrorWatch(BenchPlatform platform, String team, Arrivals arrivals) {
        this.platform = platform;
        this.team = team;
        this.arrivals = arrivals;
        this.watching = thread.submit(() -> {
            watch();
            return true;
        });
    }

    /** Records arrivals from now on. */
    static MirrorWatch start(BenchPlatform platform, String team, Arrivals arrivals) {
        return new MirrorWatch(platform, team, arrivals);
    }

    /**
     * Waits until every push has arrived.
     *
     * @throws UnexpectedAnswer if one does not in time, or if the watch has failed
     */
    void awaitAll(Duration timeout) throws InterruptedException {
        try {
            Waiting.until(
                    timeout,
                    "all pushes in the mirrors",
                    () -> Optional.of(arrivals.missing() == 0 || watching.isDone())
                            .filter(Boolean::booleanValue));
        } catch (UnexpectedAnswer e) {
            throw new UnexpectedAnswer("%s; %d are missing".formatted(e.getMessage(), arrivals.missing()), e);
        }
        if (watching.isDone()) {
            try {
                watching.get();
            } catch (ExecutionException e) {
                throw new UnexpectedAnswer("cannot watch the mirrors: " + e.getCause(), e);
            }
        }
    }

    private void watch() throws SQLException, InterruptedException {
        try (var connection = DriverManager.getConnection(
                        platform.fact("database-url"),
                        platform.fact("database-user"),
                        platform.fact("database-password"));
                var statement = connection.prepareStatement("""
                        select repository.name, encode(git_ref.object_id, 'hex')
                          from git.repository
                          join git.git_ref on git_ref.repository_id = repository.id
                         where repository.team = ? and git_ref.name = 'refs/heads/%s' and git_ref.object_id is not null
                        """.formatted(MirroredForge.BRANCH))) {
            statement.setString(1, team);
            do {
                try (var rows = statement.executeQuery()) {
                    while (rows.next()) {
                        arrivals.shown(
                                rows.getString(1),
                                rows.getString(2),
                                Clock.systemUTC().instant());
                    }
                }
            } while (!closed.await(BETWEEN.toMillis(), TimeUnit.MILLISECONDS));
        }
    }

    @Override
    public void close() {
        closed.countDown();
        thread.close();
    }
}
