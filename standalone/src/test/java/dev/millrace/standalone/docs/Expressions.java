package dev.millrace.standalone.docs;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import java.util.Map;
import java.util.Optional;

/** The value of a constant expression, as it would be written in a settings file. */
final class Expressions {

    private static final Map<String, String> UNITS =
            Map.of("ofMillis", "ms", "ofSeconds", "s", "ofMinutes", "m", "ofHours", "h", "ofDays", "d");

    private final Sources sources;
    private final String type;

    /** @param type simple name of the type that an unqualified constant belongs to */
    Expressions(Sources sources, String type) {
        this.sources = sources;
        this.type = type;
    }

    /** Empty if it is not constant. */
    Optional<String> value(Tree expression) {
        return switch (expression) {
            case LiteralTree literal -> Optional.ofNullable(literal.getValue()).map(Object::toString);
            case ParenthesizedTree inner -> value(inner.getExpression());
            case BinaryTree binary -> binary(binary);
            case IdentifierTree name -> constant(type, name.getName().toString());
            case MemberSelectTree select ->
                select.getExpression() instanceof IdentifierTree owner
                        ? constant(
                                owner.getName().toString(),
                                select.getIdentifier().toString())
                        : Optional.empty();
            case MethodInvocationTree call -> call(call);
            default -> Optional.empty();
        };
    }

    private Optional<String> constant(String owner, String name) {
        return sources.constant(owner, name)
                .flatMap(found ->
                        new Expressions(sources, owner).value(found.tree().getInitializer()));
    }

    private Optional<String> binary(BinaryTree binary) {
        Optional<String> left = value(binary.getLeftOperand());
        Optional<String> right = value(binary.getRightOperand());
        if (left.isEmpty() || right.isEmpty()) {
            return Optional.empty();
        }
        return switch (binary.getKind()) {
            case PLUS -> Optional.of(left.get() + right.get());
            case LEFT_SHIFT -> Optional.of(Long.toString(Long.parseLong(left.get()) << Long.parseLong(right.get())));
            default -> Optional.empty();
        };
    }

    private Optional<String> call(MethodInvocationTree call) {
        if (!(call.getMethodSelect() instanceof MemberSelectTree select)
                || call.getArguments().size() != 1) {
            return Optional.empty();
        }
        String method = select.getExpression() + "." + select.getIdentifier();
        ExpressionTree argument = call.getArguments().getFirst();
        if (method.startsWith("Duration.")) {
            return Optional.ofNullable(UNITS.get(select.getIdentifier().toString()))
                    .flatMap(unit -> value(argument).map(number -> number + unit));
        }
        return method.equals("Path.of") || method.equals("URI.create") ? value(argument) : Optional.empty();
    }
}
