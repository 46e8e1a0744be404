package dev.millrace.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** One real PostgreSQL server for the whole test JVM; every test class may take a database of its own from it. */
public final class TestPostgres {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private TestPostgres() {}

    /** A fresh, empty database. */
    public static DataSource database() {
        return source(databaseUrl());
    }

    /** JDBC address of a fresh, empty database; user {@code postgres}, any password. */
    public static String databaseUrl() {
        return Server.INSTANCE.url(create());
    }

    private static String create() {
        String name = "test" + DATABASES.incrementAndGet();
        try (Connection connection = source(Server.INSTANCE.url("postgres")).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
            return name;
        } catch (SQLException e) {
            throw new IllegalStateException("no database " + name, e);
        }
    }

    private static DataSource source(String url) {
        var source = new PGSimpleDataSource();
        source.setUrl(url);
        return source;
    }

    private static final class Server {

        static final DatabaseServer INSTANCE = DatabaseServer.start();
    }
}
