package klt.common.settings;

import klt.common.text.OneLine;

/** An invalid environment variable; the message is one line with its name and its allowed values. */
public final class ConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1;
    private static final int LENGTH_MAX = 500;

    public ConfigurationException(String variable, String problem) {
        super(OneLine.of(variable + " " + problem, LENGTH_MAX));
    }
}
