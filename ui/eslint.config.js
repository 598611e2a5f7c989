import js from '@eslint/js';

export default [
  { ...js.configs.recommended, files: ['src/**/*.js'] },
  // tsc knows the browser's globals
  { files: ['src/main/**/*.js'], rules: { 'no-undef': 'off' } },
  { files: ['src/test/**/*.js'], languageOptions: { globals: { URL: 'readonly' } } },
];
