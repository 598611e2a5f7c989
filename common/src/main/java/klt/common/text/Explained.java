package klt.common.text;

/** An exception whose message says everything that people need: texts show neither its type nor its cause. */
public interface Explained {}
