import { render } from 'preact';
import { t } from '../i18n/disclosure.ts';
import { startShell } from '../ui/shell.ts';
import { App } from './App.tsx';

startShell(t.title);
const app = document.getElementById('app');
if (app) render(<App />, app);
