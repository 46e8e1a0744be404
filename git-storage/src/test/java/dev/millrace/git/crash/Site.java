package dev.millrace.git.crash;

import dev.millrace.events.codec.EventCodec;
import dev.millrace.git.GitStorage;
import dev.millrace.git.GitStorageConfig;
import dev.millrace.git.StorageFixture;
import dev.millrace.git.lfs.LfsObjects;
import dev.millrace.kit.database.Database;
import dev.millrace.kit.outbox.Outbox;
import dev.millrace.objectstore.ObjectStore;
import dev.millrace.objectstore.ObjectStoreConfig;
import dev.millrace.testing.SettableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Properties;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** One process's access to the storage, set up by settings that can be passed to another process. */
record Site(GitStorage storage, ObjectStore objects, SettableClock clock) implements AutoCloseable {

    static final String DATABASE = "crash.database";

    static Site open(Properties settings, UnaryOperator<DataSource> database, UnaryOperator<ObjectStore> store)
            throws IOException {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(settings, "crash", 500))
                .build();
        var source = new PGSimpleDataSource();
        source.setUrl(settings.getProperty(DATABASE));
        source.setUser("postgres");
        source.setPassword("postgres");
        ObjectStore objects = store.apply(ObjectStoreConfig.from(config)
                .open(key -> key.value().endsWith(".pack") || LfsObjects.holds(key), new SimpleMeterRegistry()));
        var clock = new SettableClock(StorageFixture.NOON);
        Path scratch = Path.of(settings.getProperty("millrace.git.directory"), ".scratch");
        GitStorage storage = GitStorage.open(
                new Database(database.apply(source)),
                objects,
                new Outbox("git", new EventCodec(URI.create("/git-crash"))),
                clock,
                GitStorageConfig.withDefaults(scratch));
        return new Site(storage, objects, clock);
    }

    @Override
    public void close() {
        storage.close();
    }
}
