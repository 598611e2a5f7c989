package klt.common.settings;

import klt.common.text.OneLine;

/** Thrown if an environment variable is invalid; the message is a single line with the variable's name and the allowed values. */
public final class ConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1;
    private static final int LENGTH_MAX = 500;

    public ConfigurationException(String variable, String problem) {
        super(OneLine.of(variable + " " + problem, LENGTH_MAX));
    }
}
