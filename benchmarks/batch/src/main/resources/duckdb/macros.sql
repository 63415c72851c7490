-- m[i] = m[i-1] + weight (x[i] - m[i-1]), begun with the mean of n values from the first on (counted from 1); null before.
CREATE OR REPLACE MACRO recursive_mean(list, first, n, weight) AS
    CASE WHEN len(list) < first + n - 1 THEN list_transform(list, lambda x : CAST(NULL AS DOUBLE)) ELSE
    list_concat(list_resize(CAST([] AS DOUBLE[]), first + n - 2),
                list_reduce(list_transform(list_prepend(list_avg(list[first:first + n - 1]), list[first + n:]), lambda x : [x]),
                            lambda a, b : list_append(a, a[-1] + weight * (b[1] - a[-1])))) END;
-- Share of the others below, equal ones counting half.
CREATE OR REPLACE MACRO mean_rank(rank, equals, values_there, value) AS
    CASE WHEN value IS NOT NULL AND values_there >= 2 THEN (rank - 1 + (equals - 1) / 2.0) / (values_there - 1) END;
