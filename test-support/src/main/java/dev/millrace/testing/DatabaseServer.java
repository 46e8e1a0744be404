package dev.millrace.testing;

/** A PostgreSQL server for tests. */
interface DatabaseServer {

    /** JDBC address of one of its databases, user {@code postgres} included; any password is accepted. */
    String url(String database);

    /**
     * The server of this JVM: embedded, or in a container if {@code MILLRACE_TEST_CONTAINERS} is {@code true}. It stops with
     * the JVM.
     */
    static DatabaseServer start() {
        return TestContainers.areUsed() ? TestContainers.postgres() : EmbeddedDatabase.start();
    }
}
