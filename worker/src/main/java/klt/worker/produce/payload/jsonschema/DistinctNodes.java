package klt.worker.produce.payload.jsonschema;

import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.NumericNode;
import tools.jackson.databind.node.StringNode;

/**
 * Creates a separate node for each value, so that a node's identity determines its location. Jackson's own factory shares nodes of frequent
 * values.
 */
final class DistinctNodes extends JsonNodeFactory {

    private static final long serialVersionUID = 1;

    @Override
    public BooleanNode booleanNode(boolean value) {
        return new DistinctBoolean(value);
    }

    @Override
    public NullNode nullNode() {
        return new DistinctNull();
    }

    @Override
    public NumericNode numberNode(int value) {
        return new IntNode(value);
    }

    @Override
    public StringNode stringNode(String text) {
        return new StringNode(text);
    }

    private static final class DistinctBoolean extends BooleanNode {

        private static final long serialVersionUID = 1;

        DistinctBoolean(boolean value) {
            super(value);
        }
    }

    private static final class DistinctNull extends NullNode {

        private static final long serialVersionUID = 1;
    }
}
