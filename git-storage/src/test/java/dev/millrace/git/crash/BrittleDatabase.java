package dev.millrace.git.crash;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A database with a boundary after each commit of a transaction that wrote something. */
final class BrittleDatabase {

    private BrittleDatabase() {}

    static DataSource over(DataSource real, Boundary boundary) {
        return (DataSource) Proxy.newProxyInstance(
                BrittleDatabase.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> {
                    Object result = call(real, method, arguments);
                    return result instanceof Connection connection ? over(connection, boundary) : result;
                });
    }

    private static Connection over(Connection real, Boundary boundary) {
        var wrote = new AtomicReference<>("");
        return (Connection) Proxy.newProxyInstance(
                BrittleDatabase.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("prepareStatement")) {
                        String sql = String.valueOf(arguments[0]).strip().toLowerCase(Locale.ROOT);
                        if (sql.startsWith("insert") || sql.startsWith("update") || sql.startsWith("delete")) {
                            wrote.set(table(sql));
                        }
                    }
                    if (!method.getName().equals("commit") || wrote.get().isEmpty()) {
                        return call(real, method, arguments);
                    }
                    String table = wrote.getAndSet("");
                    Object result = call(real, method, arguments);
                    boundary.pass("after commit to " + table);
                    return result;
                });
    }

    /** The last table that was written, to distinguish commits. */
    private static String table(String sql) {
        int schema = sql.indexOf("git.");
        return schema < 0 ? "a table" : sql.substring(schema).split("[^a-z_.]", 2)[0];
    }

    private static @Nullable Object call(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
