-- Recursions over the bars of one symbol, as lists.
CREATE OR REPLACE MACRO recursive_mean(list, weight) AS
    list_reduce(list_transform(list, lambda x : [x]), lambda a, b : list_append(a, a[-1] + weight * (b[1] - a[-1])));
-- Seeded with the mean of n values from the first on (counted from 1); null before.
CREATE OR REPLACE MACRO wilder(list, first, n, weight) AS
    CASE WHEN len(list) < first + n - 1 THEN list_transform(list, lambda x : CAST(NULL AS DOUBLE)) ELSE
    list_concat(list_resize(CAST([] AS DOUBLE[]), first + n - 2),
                recursive_mean(list_prepend(list_avg(list[first:first + n - 1]), list[first + n:]), weight)) END;
