package dev.millrace.simulator.faults;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.io.IOException;

/**
 * Resets connections as a crashed server does. It bypasses Vert.x, whose own close would first send pending data.
 * Call it on the event loop of the request.
 */
final class BrokenConnection {

    private BrokenConnection() {}

    /** Resets the connection at once. */
    static void reset(HttpServerRequest request) {
        channel(request).close();
    }

    /** Resets the connection when the first byte of the answer is about to be sent. */
    static void resetInsteadOfAnswer(HttpServerRequest request) {
        channel(request).pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
                ReferenceCountUtil.release(message);
                promise.tryFailure(new IOException("the connection is reset by a fault"));
                context.close();
            }
        });
    }

    private static Channel channel(HttpServerRequest request) {
        Channel channel = ((ConnectionBase) request.connection()).channel();
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        return channel;
    }
}
