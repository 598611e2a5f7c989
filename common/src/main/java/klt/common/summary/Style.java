package klt.common.summary;

/** Terminal colours, or none if the output is not a terminal. */
public record Style(boolean coloured) {

    public String bold(String text) {
        return wrap("1", text);
    }

    public String dim(String text) {
        return wrap("2", text);
    }

    public String good(String text) {
        return wrap("32", text);
    }

    public String bad(String text) {
        return wrap("1;31", text);
    }

    public String doubtful(String text) {
        return wrap("33", text);
    }

    private String wrap(String code, String text) {
        return coloured && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
