package dev.millrace.kit.http;

import dev.millrace.kit.error.ErrorKind;
import dev.millrace.kit.error.MillraceException;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Limits the size of bodies that the framework reads whole, for resources that check the credential by themselves even before
 * that: each body, and all of them together. Resources that take an {@link InputStream}, or read the request themselves, have limits of
 * their own.
 */
class ApiBodyFilter {

    private static final long LARGEST = 1024 * 1024;

    /** What each body may use regardless of the others: most calls are smaller, and proceed while others use up the rest. */
    private static final long ALWAYS_FREE = 16 * 1024;

    private static final int PART_OF_HEAP = 16;

    private final long most = Runtime.getRuntime().maxMemory() / PART_OF_HEAP;
    private final AtomicLong held = new AtomicLong();
    private final Map<Method, Boolean> readWhole = new ConcurrentHashMap<>();

    @ServerRequestFilter
    void limit(ContainerRequestContext request, ResourceInfo resource, RoutingContext context) {
        Method method = resource.getResourceMethod();
        if (context.request().isEnded() || !readWhole.computeIfAbsent(method, ApiBodyFilter::isReadWhole)) {
            return;
        }
        String length = context.request().getHeader("Content-Length");
        if (length != null && (length.length() > 9 || Long.parseLong(length) > LARGEST)) {
            throw tooLong();
        }
        Limited body = new Limited(request.getEntityStream());
        context.addEndHandler(ended -> body.release());
        request.setEntityStream(body);
    }

    private static boolean isReadWhole(Method method) {
        Annotation[][] annotations = method.getParameterAnnotations();
        Class<?>[] types = method.getParameterTypes();
        for (int i = 0; i < types.length; i++) {
            if (types[i] != InputStream.class
                    && Arrays.stream(annotations[i]).noneMatch(ApiBodyFilter::isOfFramework)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfFramework(Annotation annotation) {
        String name = annotation.annotationType().getName();
        return name.startsWith("jakarta.ws.rs.") || name.startsWith("org.jboss.resteasy.reactive.");
    }

    private static MillraceException tooLong() {
        return MillraceException.of(ErrorKind.CALLER, 413, "the body is larger than %d bytes".formatted(LARGEST));
    }

    private final class Limited extends FilterInputStream {

        private long bytes;
        private long charged;
        private boolean released;

        Limited(InputStream body) {
            super(body);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int got = in.read(into, offset, length);
            if (got > 0) {
                count(got);
            }
            return got;
        }

        private synchronized void count(int got) {
            bytes += got;
            if (bytes > LARGEST) {
                throw tooLong();
            }
            long more = released ? 0 : Math.max(0, bytes - ALWAYS_FREE) - charged;
            charged += more;
            if (more > 0 && held.addAndGet(more) > most) {
                throw MillraceException.of(ErrorKind.CAPACITY, 503, "too many large bodies at once")
                        .withRetryAfter(Duration.ofSeconds(5));
            }
        }

        synchronized void release() {
            if (!released) {
                released = true;
                held.addAndGet(-charged);
            }
        }
    }
}
