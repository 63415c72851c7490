package io.quarterdeck.batch.run;

import io.quarterdeck.marketdata.Quarter;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a quarter such as 2016Q4 from the command line. */
public final class QuarterConverter implements ITypeConverter<Quarter> {

    @Override
    public Quarter convert(String value) {
        try {
            return Quarter.parse(value);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
