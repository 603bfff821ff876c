/* The inner loops of signing/dstu/pure.py once more, for machines with a C compiler.
 *
 * Knows: points of a curve over GF(2^m), blocks of GOST 34.311-95, blocks of DSTU 7564 (Kupyna).
 * Does not know: which parameters are acceptable; signing/dstu/engine.py hands over checked ones.
 * Keeps: every length is checked against its buffer before anything is read; nothing here is
 * secret, so nothing is done in constant time.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

static uint32_t load32(const uint8_t *p)
{
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static uint64_t load64(const uint8_t *p)
{
    return load32(p) | (uint64_t)load32(p + 4) << 32;
}

static void store64(uint8_t *p, uint64_t v)
{
    for (int i = 0; i < 8; i++)
        p[i] = (uint8_t)(v >> 8 * i);
}

/* --- points ----------------------------------------------------------------------------------- */

enum { WORDS = 16 }; /* 2 * 509 + 1 bits of a normal basis, and three to spare */

typedef uint64_t element[WORDS];

typedef struct {
    int width, words, normal, tails, tail[4];
    element one;
} field;

static void copy(const field *f, element to, const element from)
{
    memcpy(to, from, 8 * (size_t)f->words);
}

static void add(const field *f, element to, const element from)
{
    for (int i = 0; i < f->words; i++)
        to[i] ^= from[i];
}

static int is_zero(const field *f, const element a)
{
    uint64_t any = 0;
    for (int i = 0; i < f->words; i++)
        any |= a[i];
    return !any;
}

static void toggle(uint64_t *c, int at, uint64_t bits)
{
    c[at / 64] ^= bits << at % 64;
    if (at % 64)
        c[at / 64 + 1] ^= bits >> (64 - at % 64);
}

/* The middle exponents are at least 64 below the first, so no word is met twice. */
static void reduce(const field *f, element to, uint64_t *c)
{
    int last = f->width / 64, rest = f->width % 64;
    for (int i = 2 * f->words - 1; i > last; i--) {
        uint64_t high = c[i];
        c[i] = 0;
        for (int t = 0; t < f->tails; t++)
            toggle(c, 64 * i - f->width + f->tail[t], high);
    }
    uint64_t high = c[last] >> rest;
    c[last] ^= high << rest;
    for (int t = 0; t < f->tails; t++)
        toggle(c, f->tail[t], high);
    if (f->normal && c[0] & 1) { /* the constant term is the sum of all the others */
        c[0] ^= 1;
        for (int i = 0; i < f->words; i++)
            c[i] ^= f->one[i];
    }
    copy(f, to, c);
}

static void multiply(const field *f, element to, const element a, const element b)
{
    uint64_t table[16][WORDS], c[2 * WORDS + 1];
    int n = f->words;
    memset(table[0], 0, sizeof table[0]);
    copy(f, table[1], b);
    for (int i = 2; i < 16; i += 2) {
        for (int j = 0; j < n; j++)
            table[i][j] = table[i / 2][j] << 1 | (j ? table[i / 2][j - 1] >> 63 : 0);
        for (int j = 0; j < n; j++)
            table[i + 1][j] = table[i][j] ^ b[j];
    }
    memset(c, 0, sizeof c);
    for (int shift = 60; shift >= 0; shift -= 4) {
        for (int i = 0; i < n; i++) {
            const uint64_t *row = table[a[i] >> shift & 15];
            for (int j = 0; j < n; j++)
                c[i + j] ^= row[j];
        }
        if (shift)
            for (int i = 2 * n - 1; i >= 0; i--)
                c[i] = c[i] << 4 | (i ? c[i - 1] >> 60 : 0);
    }
    reduce(f, to, c);
}

static uint64_t spread(uint64_t v)
{
    v &= 0xFFFFFFFF;
    v = (v | v << 16) & 0x0000FFFF0000FFFF;
    v = (v | v << 8) & 0x00FF00FF00FF00FF;
    v = (v | v << 4) & 0x0F0F0F0F0F0F0F0F;
    v = (v | v << 2) & 0x3333333333333333;
    return (v | v << 1) & 0x5555555555555555;
}

static void square(const field *f, element to, const element a)
{
    uint64_t c[2 * WORDS + 1];
    memset(c, 0, sizeof c);
    for (int i = 0; i < f->words; i++) {
        c[2 * i] = spread(a[i]);
        c[2 * i + 1] = spread(a[i] >> 32);
    }
    reduce(f, to, c);
}

typedef struct {
    element x, y, z;
} point;

static void double_point(const field *f, int a, const element b, point *p)
{
    element xx, zz, tail, s;
    square(f, xx, p->x);
    square(f, zz, p->z);
    square(f, s, zz);
    multiply(f, tail, b, s);
    multiply(f, p->z, xx, zz);
    square(f, p->x, xx);
    add(f, p->x, tail);
    square(f, s, p->y);
    add(f, s, tail);
    if (a)
        add(f, s, p->z);
    multiply(f, p->y, tail, p->z);
    multiply(f, zz, p->x, s);
    add(f, p->y, zz);
}

static void add_point(const field *f, int a, const element b, point *p, const element qx,
                      const element qy)
{
    element zz, sum_x, sum_y, scaled, cross, new_z, s;
    if (is_zero(f, p->z)) {
        copy(f, p->x, qx);
        copy(f, p->y, qy);
        copy(f, p->z, f->one);
        return;
    }
    square(f, zz, p->z);
    multiply(f, sum_y, qy, zz);
    add(f, sum_y, p->y);
    multiply(f, sum_x, qx, p->z);
    add(f, sum_x, p->x);
    if (is_zero(f, sum_x)) {
        if (is_zero(f, sum_y))
            double_point(f, a, b, p);
        else
            memset(p->z, 0, sizeof p->z);
        return;
    }
    multiply(f, scaled, p->z, sum_x);
    square(f, new_z, scaled);
    multiply(f, cross, sum_y, scaled);
    if (a)
        add(f, scaled, zz);
    square(f, s, sum_x);
    multiply(f, p->x, s, scaled);
    square(f, s, sum_y);
    add(f, p->x, s);
    add(f, p->x, cross);
    multiply(f, s, qx, new_z);
    add(f, s, p->x);
    add(f, cross, new_z);
    multiply(f, p->y, cross, s);
    copy(f, s, qx);
    add(f, s, qy);
    square(f, zz, new_z);
    multiply(f, cross, s, zz);
    add(f, p->y, cross);
    copy(f, p->z, new_z);
}

static void load_element(const field *f, element to, const uint8_t *from)
{
    for (int i = 0; i < f->words; i++)
        to[i] = load64(from + 8 * i);
}

/* walk(exponents, normal, a, one + b + points, steps) -> x + y + z */
static PyObject *walk(PyObject *self, PyObject *args)
{
    field f = {0};
    PyObject *exponents, *result;
    Py_buffer elements, steps;
    int a;
    if (!PyArg_ParseTuple(args, "O!ppy*y*", &PyTuple_Type, &exponents, &f.normal, &a, &elements,
                          &steps))
        return NULL;
    Py_ssize_t count = PyTuple_Size(exponents);
    int fits = count >= 2 && count <= 5;
    for (Py_ssize_t i = 0; fits && i < count; i++) {
        long value = PyLong_AsLong(PyTuple_GetItem(exponents, i));
        fits = value >= 0 && (i ? value <= f.width - 64 : value > 64 && value + 3 <= 64 * WORDS);
        if (i)
            f.tail[f.tails++] = (int)value;
        else
            f.width = (int)value;
    }
    f.words = (f.width + 66) / 64;
    Py_ssize_t size = 8 * f.words, points = fits ? elements.len / size / 2 - 1 : 0;
    fits = fits && points > 0 && elements.len == (points + 1) * 2 * size;
    const uint8_t *step = steps.buf, *stored = elements.buf;
    for (Py_ssize_t i = 0; fits && i < steps.len; i++)
        fits = step[i] == 0xFF || step[i] < points;
    if (!fits || PyErr_Occurred()) {
        PyBuffer_Release(&elements);
        PyBuffer_Release(&steps);
        PyErr_Clear();
        PyErr_SetString(PyExc_ValueError, "walk: parts do not fit");
        return NULL;
    }
    point p;
    element b, x, y;
    memset(&p, 0, sizeof p);
    Py_BEGIN_ALLOW_THREADS
    load_element(&f, f.one, stored);
    load_element(&f, b, stored + size);
    copy(&f, p.x, f.one);
    for (Py_ssize_t i = 0; i < steps.len; i++) {
        if (step[i] != 0xFF) {
            load_element(&f, x, stored + (2 * step[i] + 2) * size);
            load_element(&f, y, stored + (2 * step[i] + 3) * size);
            add_point(&f, a, b, &p, x, y);
        } else if (!is_zero(&f, p.z)) {
            double_point(&f, a, b, &p);
        }
    }
    Py_END_ALLOW_THREADS
    PyBuffer_Release(&elements);
    PyBuffer_Release(&steps);
    uint8_t out[3 * 8 * WORDS];
    for (int i = 0; i < f.words; i++) {
        store64(out + 8 * i, p.x[i]);
        store64(out + size + 8 * i, p.y[i]);
        store64(out + 2 * size + 8 * i, p.z[i]);
    }
    result = PyBytes_FromStringAndSize((const char *)out, 3 * size);
    (void)self;
    return result;
}

/* --- GOST 34.311-95 --------------------------------------------------------------------------- */

static void encrypt(uint32_t t[4][256], uint32_t keys[4][8], const uint64_t in[4], uint64_t out[4])
{
    uint32_t low[4], high[4];
    for (int i = 0; i < 4; i++) {
        low[i] = (uint32_t)in[i];
        high[i] = (uint32_t)(in[i] >> 32);
    }
    for (int round = 0; round < 32; round += 2)
        for (int i = 0; i < 4; i++) { /* four at once, for none waits for another */
            uint32_t w = low[i] + keys[i][round < 24 ? round % 8 : 7 - round % 8];
            high[i] ^= t[0][w & 255] ^ t[1][w >> 8 & 255] ^ t[2][w >> 16 & 255] ^ t[3][w >> 24];
            w = high[i] + keys[i][round < 24 ? round % 8 + 1 : 6 - round % 8];
            low[i] ^= t[0][w & 255] ^ t[1][w >> 8 & 255] ^ t[2][w >> 16 & 255] ^ t[3][w >> 24];
        }
    for (int i = 0; i < 4; i++)
        out[i] = (uint64_t)low[i] << 32 | high[i];
}

static void rotate(uint64_t v[4])
{
    uint64_t first = v[0] ^ v[1];
    v[0] = v[1];
    v[1] = v[2];
    v[2] = v[3];
    v[3] = first;
}

static void mix(uint16_t *words, int times)
{
    uint16_t row[16 + 61];
    memcpy(row, words, 32);
    for (int i = 0; i < times; i++)
        row[i + 16] = row[i] ^ row[i + 1] ^ row[i + 2] ^ row[i + 3] ^ row[i + 12] ^ row[i + 15];
    memcpy(words, row + times, 32);
}

static void to_words(uint16_t words[16], const uint64_t v[4])
{
    for (int i = 0; i < 16; i++)
        words[i] = (uint16_t)(v[i / 4] >> 16 * (i % 4));
}

static void compress(uint32_t t[4][256], uint64_t hash[4], const uint64_t block[4])
{
    static const uint64_t c3[4] = {0xFF00FF00FF00FF00, 0x00FF00FF00FF00FF, 0xFF0000FF00FFFF00,
                                   0xFF00FFFF000000FF};
    uint64_t u[4], v[4], out[4];
    uint32_t keys[4][8];
    uint16_t words[16], other[16];
    memcpy(u, hash, 32);
    memcpy(v, block, 32);
    for (int k = 0; k < 4; k++) {
        if (k) {
            rotate(u);
            for (int i = 0; k == 2 && i < 4; i++)
                u[i] ^= c3[i];
            rotate(v);
            rotate(v);
        }
        for (int i = 0; i < 8; i++) {
            uint32_t key = 0;
            for (int j = 0; j < 4; j++)
                key |= (uint32_t)((u[j] ^ v[j]) >> 8 * i & 255) << 8 * j;
            keys[k][i] = key;
        }
    }
    encrypt(t, keys, hash, out);
    to_words(words, out);
    mix(words, 12);
    to_words(other, block);
    for (int i = 0; i < 16; i++)
        words[i] ^= other[i];
    mix(words, 1);
    to_words(other, hash);
    for (int i = 0; i < 16; i++)
        words[i] ^= other[i];
    mix(words, 61);
    for (int i = 0; i < 4; i++)
        hash[i] = words[4 * i] | (uint64_t)words[4 * i + 1] << 16 |
                  (uint64_t)words[4 * i + 2] << 32 | (uint64_t)words[4 * i + 3] << 48;
}

static void make_tables(uint32_t t[4][256], const uint8_t *sbox)
{
    for (int pair = 0; pair < 4; pair++)
        for (int v = 0; v < 256; v++) {
            int low = v & 15, high = v >> 4;
            const uint8_t *row = sbox + 16 * pair;
            uint32_t w = row[low / 2] >> (low % 2 ? 0 : 4) & 15;
            w |= (uint32_t)(row[8 + high / 2] >> (high % 2 ? 0 : 4) & 15) << 4;
            w <<= 8 * pair;
            t[pair][v] = w << 11 | w >> 21;
        }
}

/* gost_blocks(sbox, state, data) -> state */
static PyObject *gost_blocks(PyObject *self, PyObject *args)
{
    Py_buffer sbox, state, data;
    if (!PyArg_ParseTuple(args, "y*y*y*", &sbox, &state, &data))
        return NULL;
    PyObject *result = NULL;
    if (sbox.len != 64 || state.len != 64 || data.len % 32) {
        PyErr_SetString(PyExc_ValueError, "gost_blocks: parts do not fit");
    } else {
        uint32_t t[4][256];
        uint64_t hash[4], sum[4], block[4];
        uint8_t out[64];
        make_tables(t, sbox.buf);
        for (int i = 0; i < 4; i++) {
            hash[i] = load64((const uint8_t *)state.buf + 8 * i);
            sum[i] = load64((const uint8_t *)state.buf + 32 + 8 * i);
        }
        Py_BEGIN_ALLOW_THREADS
        for (Py_ssize_t at = 0; at < data.len; at += 32) {
            uint64_t carry = 0;
            for (int i = 0; i < 4; i++) {
                block[i] = load64((const uint8_t *)data.buf + at + 8 * i);
                uint64_t with = sum[i] + carry;
                carry = with < carry;
                sum[i] = with + block[i];
                carry += sum[i] < with;
            }
            compress(t, hash, block);
        }
        Py_END_ALLOW_THREADS
        for (int i = 0; i < 4; i++) {
            store64(out + 8 * i, hash[i]);
            store64(out + 32 + 8 * i, sum[i]);
        }
        result = PyBytes_FromStringAndSize((const char *)out, 64);
    }
    PyBuffer_Release(&sbox);
    PyBuffer_Release(&state);
    PyBuffer_Release(&data);
    (void)self;
    return result;
}

/* --- DSTU 7564 -------------------------------------------------------------------------------- */

static void columns_mixed(uint64_t t[8][256], int columns, uint64_t *to, const uint64_t *from)
{
    static const int shifts[2][8] = {{0, 1, 2, 3, 4, 5, 6, 7}, {0, 1, 2, 3, 4, 5, 6, 11}};
    const int *shift = shifts[columns == 16];
    for (int i = 0; i < columns; i++) {
        uint64_t column = 0;
        for (int row = 0; row < 8; row++)
            column ^= t[row][from[(i - shift[row]) & (columns - 1)] >> 8 * row & 255];
        to[i] = column;
    }
}

/* kupyna_blocks(tables, state, data) -> state */
static PyObject *kupyna_blocks(PyObject *self, PyObject *args)
{
    Py_buffer tables, state, data;
    if (!PyArg_ParseTuple(args, "y*y*y*", &tables, &state, &data))
        return NULL;
    PyObject *result = NULL;
    if (tables.len != 8 * 256 * 8 || (state.len != 64 && state.len != 128) ||
        data.len % state.len) {
        PyErr_SetString(PyExc_ValueError, "kupyna_blocks: parts do not fit");
    } else {
        uint64_t t[8][256], value[16], p[16] = {0}, q[16] = {0}, next[16] = {0};
        uint8_t out[128];
        int columns = (int)(state.len / 8), rounds = columns == 8 ? 10 : 14;
        for (int i = 0; i < 8 * 256; i++)
            t[i / 256][i % 256] = load64((const uint8_t *)tables.buf + 8 * i);
        for (int i = 0; i < columns; i++)
            value[i] = load64((const uint8_t *)state.buf + 8 * i);
        Py_BEGIN_ALLOW_THREADS
        for (Py_ssize_t at = 0; at < data.len; at += state.len) {
            for (int i = 0; i < columns; i++) {
                q[i] = load64((const uint8_t *)data.buf + at + 8 * i);
                p[i] = q[i] ^ value[i];
            }
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < columns; i++) {
                    p[i] ^= (uint64_t)(i << 4 ^ round);
                    q[i] += 0x00F0F0F0F0F0F0F3 | (uint64_t)((columns - 1 - i) << 4 ^ round) << 56;
                }
                columns_mixed(t, columns, next, p);
                memcpy(p, next, sizeof p);
                columns_mixed(t, columns, next, q);
                memcpy(q, next, sizeof q);
            }
            for (int i = 0; i < columns; i++)
                value[i] ^= p[i] ^ q[i];
        }
        Py_END_ALLOW_THREADS
        for (int i = 0; i < columns; i++)
            store64(out + 8 * i, value[i]);
        result = PyBytes_FromStringAndSize((const char *)out, state.len);
    }
    PyBuffer_Release(&tables);
    PyBuffer_Release(&state);
    PyBuffer_Release(&data);
    (void)self;
    return result;
}

static PyMethodDef methods[] = {
    {"walk", walk, METH_VARARGS, "Double and add points of a curve."},
    {"gost_blocks", gost_blocks, METH_VARARGS, "Take blocks of 32 bytes."},
    {"kupyna_blocks", kupyna_blocks, METH_VARARGS, "Take blocks as long as the state."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_compiled", NULL, 0, methods,
                                    NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__compiled(void)
{
    return PyModule_Create(&module);
}
